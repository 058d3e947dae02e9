//! Order of things that need one another.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, VecDeque};

/// Orders `0..needs.len()` so that each comes after all it needs.
///
/// `needs[i]` are the numbers that `i` needs; numbers out of range are ignored. Of those with no
/// order between them the smaller comes first, so that equal inputs are ordered equally.
///
/// # Errors
/// One shortest cycle, in the order in which its members need one another.
pub(crate) fn order(needs: &[BTreeSet<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let count = needs.len();
    let mut waiting = vec![0_usize; count];
    let mut needed_by = vec![Vec::new(); count];
    for (item, its_needs) in needs.iter().enumerate() {
        for &need in its_needs {
            if let (Some(users), Some(open)) = (needed_by.get_mut(need), waiting.get_mut(item)) {
                users.push(item);
                *open += 1;
            }
        }
    }
    let mut ready: BinaryHeap<_> = (0..count)
        .filter(|&item| waiting.get(item) == Some(&0))
        .map(Reverse)
        .collect();
    let mut ordered = Vec::with_capacity(count);
    while let Some(Reverse(item)) = ready.pop() {
        ordered.push(item);
        for &user in needed_by.get(item).into_iter().flatten() {
            if let Some(open) = waiting.get_mut(user) {
                *open -= 1;
                if *open == 0 {
                    ready.push(Reverse(user));
                }
            }
        }
    }
    if ordered.len() == count {
        return Ok(ordered);
    }
    let stuck: BTreeSet<_> = (0..count)
        .filter(|&item| waiting.get(item).is_some_and(|&open| open > 0))
        .collect();
    Err(shortest_cycle(needs, &stuck))
}

/// A shortest cycle among `stuck`, starting from its smallest member.
fn shortest_cycle(needs: &[BTreeSet<usize>], stuck: &BTreeSet<usize>) -> Vec<usize> {
    stuck
        .iter()
        .filter_map(|&start| cycle_through(needs, stuck, start))
        .min_by_key(Vec::len)
        .unwrap_or_default()
}

/// A shortest way from `start` back to itself, found by going outwards from it.
fn cycle_through(
    needs: &[BTreeSet<usize>],
    stuck: &BTreeSet<usize>,
    start: usize,
) -> Option<Vec<usize>> {
    let mut came_from = vec![None; needs.len()];
    let mut queue = VecDeque::from([start]);
    while let Some(item) = queue.pop_front() {
        for &need in needs.get(item)?.iter().filter(|need| stuck.contains(need)) {
            if need == start {
                let mut cycle = vec![item];
                let mut at = item;
                while at != start {
                    at = came_from.get(at).copied().flatten()?;
                    cycle.push(at);
                }
                cycle.reverse();
                return Some(cycle);
            }
            let place = came_from.get_mut(need)?;
            if place.is_none() {
                *place = Some(item);
                queue.push_back(need);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn needs(edges: &[&[usize]]) -> Vec<BTreeSet<usize>> {
        edges
            .iter()
            .map(|item| item.iter().copied().collect())
            .collect()
    }

    #[test]
    fn what_has_no_order_keeps_its_place() {
        assert_eq!(order(&needs(&[&[], &[], &[]])), Ok(vec![0, 1, 2]));
        assert_eq!(order(&needs(&[&[2], &[], &[]])), Ok(vec![1, 2, 0]));
    }

    #[test]
    fn a_shortest_cycle_is_named() {
        // 0 -> 1 -> 2 -> 0 and 3 <-> 4; 5 only hangs on a cycle.
        let graph = needs(&[&[1], &[2], &[0], &[4], &[3], &[0]]);
        assert_eq!(order(&graph), Err(vec![3, 4]));
        assert_eq!(order(&needs(&[&[0]])), Err(vec![0]));
    }

    proptest! {
        #[test]
        fn everything_comes_after_its_needs(
            edges in prop::collection::vec((0..30_usize, 0..30_usize), 0..120)
        ) {
            let mut graph = vec![BTreeSet::new(); 30];
            for (a, b) in edges {
                if a != b {
                    graph[a.max(b)].insert(a.min(b));
                }
            }
            let ordered = order(&graph).unwrap();
            let place = |item| ordered.iter().position(|&other| other == item).unwrap();
            for (item, its_needs) in graph.iter().enumerate() {
                for &need in its_needs {
                    prop_assert!(place(need) < place(item));
                }
            }
        }

        #[test]
        fn a_named_cycle_is_a_cycle(
            edges in prop::collection::vec((0..12_usize, 0..12_usize), 0..30)
        ) {
            let mut graph = vec![BTreeSet::new(); 12];
            for (a, b) in edges {
                graph[a].insert(b);
            }
            if let Err(cycle) = order(&graph) {
                prop_assert!(!cycle.is_empty());
                for (index, item) in cycle.iter().enumerate() {
                    let next = cycle[(index + 1) % cycle.len()];
                    prop_assert!(graph[*item].contains(&next));
                }
            }
        }
    }
}
