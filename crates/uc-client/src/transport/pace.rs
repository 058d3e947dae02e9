//! How many calls to one host may be under way: the decision, without clocks and sockets.
//!
//! The number grows by about one for each round of calls that went well, and is halved when the
//! host refuses (429, 503), once for all calls that were under way then. It also gives way when
//! answers take several times as long as they did at best. Reads and statements wait in line each on
//! their own: the line with fewer calls under way goes first, and neither takes the last place.

use std::time::Duration;

/// What a call is, where it stands in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Everything that is answered quickly.
    Reads,
    /// The sending of SQL statements, whose answers take as long as they run.
    Statements,
}

/// How a call ended, as far as the host's strength is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was answered.
    Answered,
    /// The host asked for less, and for a pause.
    Refused(Duration),
    /// There was no answer; that says nothing.
    Lost,
}

/// Who may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The first of this line.
    Start(Line),
    /// Nobody before this moment.
    NotBefore(Duration),
    /// Nobody before a call ends, or nobody waits.
    Nobody,
}

/// The bounds within which a [`Pace`] moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Calls under way at first.
    pub first: f64,
    /// Never fewer than this, and at least 1.
    pub least: f64,
    /// Slow answers alone do not lower it below this.
    pub unhurried: f64,
    /// Never more than this.
    pub most: f64,
    /// Calls that start in a second at most; none is no bound.
    pub rate: Option<f64>,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            first: 32.0,
            least: 1.0,
            unhurried: 8.0,
            most: 128.0,
            rate: None,
        }
    }
}

/// Answers that take this many times as long as at best are slow, if they take [`SLOW`] longer.
const SLOWER: f64 = 4.0;
const SLOW: Duration = Duration::from_millis(250);
/// How much the newest answer weighs in what is usual.
const NEWEST: f64 = 0.2;
/// How much the best is believed less with each answer, so that a host may become slower for good.
const FADING: f64 = 1.002;

/// The calls to one host. Times are since any fixed moment.
#[derive(Clone, Debug)]
pub struct Pace {
    bounds: Bounds,
    limit: f64,
    under_way: [u32; 2],
    /// Calls that started before the last cut say nothing about the pace after it.
    cut_at: Option<Duration>,
    paused_until: Duration,
    next_start: Duration,
    best: Option<f64>,
    usual: Option<f64>,
}

impl Pace {
    /// A host of which nothing is known.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        let most = bounds.most.max(1.0);
        let bounds = Bounds {
            least: bounds.least.clamp(1.0, most),
            most,
            ..bounds
        };
        Self {
            limit: bounds.first.clamp(bounds.least, most),
            bounds,
            under_way: [0; 2],
            cut_at: None,
            paused_until: Duration::ZERO,
            next_start: Duration::ZERO,
            best: None,
            usual: None,
        }
    }

    /// Calls that may be under way.
    #[must_use]
    pub fn limit(&self) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 1 and the bound, which is small"
        )]
        let whole = self.limit as u32;
        whole
    }

    /// Calls that are under way.
    #[must_use]
    pub fn under_way(&self) -> u32 {
        self.under_way.iter().sum()
    }

    /// Who may start now, of those who wait in each line. Whoever may counts as under way.
    pub fn next(&mut self, now: Duration, waiting: [usize; 2]) -> Next {
        let Some(line) = self.chosen(waiting) else {
            return Next::Nobody;
        };
        let free_at = self.paused_until.max(self.next_start);
        if now < free_at {
            return Next::NotBefore(free_at);
        }
        if let Some(rate) = self.bounds.rate {
            self.next_start = now + Duration::from_secs_f64(1.0 / rate);
        }
        self.count(line, 1);
        Next::Start(line)
    }

    /// A call ended that started at `started`.
    pub fn ended(&mut self, line: Line, started: Duration, now: Duration, how: Ended) {
        // The last place stays free when only one line is busy.
        let was_full = self.under_way() + 1 >= self.limit();
        self.count(line, -1);
        let is_stale = self.cut_at.is_some_and(|cut| started < cut);
        match how {
            Ended::Lost => {}
            Ended::Refused(pause) => {
                self.paused_until = self.paused_until.max(now + pause);
                if !is_stale {
                    self.cut(self.limit / 2.0, self.bounds.least, now);
                }
            }
            Ended::Answered => {
                if line == Line::Reads && self.is_slow(now.saturating_sub(started)) && !is_stale {
                    self.cut(self.limit * 0.8, self.bounds.unhurried, now);
                } else if was_full && !is_stale {
                    self.limit = (self.limit + 1.0 / self.limit).min(self.bounds.most);
                }
            }
        }
    }

    fn chosen(&self, waiting: [usize; 2]) -> Option<Line> {
        let limit = self.limit();
        if self.under_way() >= limit {
            return None;
        }
        let [reads, statements] = self.under_way;
        // With one place only, the lines take turns by what is under way, which is nothing.
        let may = |mine: u32, theirs: u32| limit < 2 || mine + 1 < limit || theirs > 0;
        let reads_may = waiting[0] > 0 && may(reads, statements);
        let statements_may = waiting[1] > 0 && may(statements, reads);
        match (reads_may, statements_may) {
            (true, true) if statements < reads => Some(Line::Statements),
            (true, _) => Some(Line::Reads),
            (false, true) => Some(Line::Statements),
            (false, false) => None,
        }
    }

    fn count(&mut self, line: Line, by: i32) {
        let [reads, statements] = &mut self.under_way;
        let count = match line {
            Line::Reads => reads,
            Line::Statements => statements,
        };
        *count = count.saturating_add_signed(by);
    }

    fn cut(&mut self, to: f64, least: f64, now: Duration) {
        if to.max(least) < self.limit {
            self.limit = to.max(least);
        }
        self.cut_at = Some(now);
        self.usual = None;
    }

    fn is_slow(&mut self, took: Duration) -> bool {
        let took = took.as_secs_f64();
        let best = self.best.map_or(took, |best| (best * FADING).min(took));
        let usual = self
            .usual
            .map_or(took, |usual| usual + NEWEST * (took - usual));
        (self.best, self.usual) = (Some(best), Some(usual));
        usual > best * SLOWER && usual > best + SLOW.as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn of(first: f64, rate: Option<f64>) -> Pace {
        Pace::new(Bounds {
            first,
            rate,
            ..Bounds::default()
        })
    }

    /// Starts as many as may, and says how many of each line.
    fn fill(pace: &mut Pace, now: Duration, mut waiting: [usize; 2]) -> [usize; 2] {
        let mut started = [0, 0];
        while let Next::Start(line) = pace.next(now, waiting) {
            let at = usize::from(line == Line::Statements);
            waiting[at] -= 1;
            started[at] += 1;
        }
        started
    }

    #[rstest]
    #[case::only_reads([100, 0], [9, 0])]
    #[case::only_statements([0, 100], [0, 9])]
    #[case::both([100, 100], [5, 5])]
    #[case::few_reads([2, 100], [2, 8])]
    #[case::few_of_both([1, 2], [1, 2])]
    fn places_are_shared(#[case] waiting: [usize; 2], #[case] started: [usize; 2]) {
        assert_eq!(fill(&mut of(10.0, None), ms(0), waiting), started);
    }

    #[test]
    fn statements_that_run_long_leave_a_place_for_reads() {
        let mut pace = of(4.0, None);
        assert_eq!(fill(&mut pace, ms(0), [0, 9]), [0, 3]);
        for now in 1..20 {
            assert_eq!(fill(&mut pace, ms(now), [1, 6]), [1, 0]);
            pace.ended(Line::Reads, ms(now), ms(now + 1), Ended::Lost);
        }
    }

    #[test]
    fn one_refusal_of_many_at_once_halves_once() {
        let mut pace = of(16.0, None);
        fill(&mut pace, ms(0), [16, 16]);
        for _ in 0..6 {
            pace.ended(Line::Reads, ms(0), ms(5), Ended::Refused(ms(100)));
        }
        assert_eq!(pace.limit(), 8);
        assert_eq!(
            pace.next(ms(6), [1, 0]),
            Next::Nobody,
            "ten are under way yet"
        );
        for _ in 0..4 {
            pace.ended(Line::Statements, ms(0), ms(7), Ended::Answered);
        }
        assert_eq!(pace.next(ms(8), [1, 0]), Next::NotBefore(ms(105)));
        assert_eq!(pace.next(ms(105), [1, 0]), Next::Start(Line::Reads));
        pace.ended(Line::Reads, ms(105), ms(110), Ended::Refused(ms(0)));
        assert_eq!(pace.limit(), 4);
    }

    #[test]
    fn a_round_that_goes_well_adds_about_one() {
        for waiting in [[99, 0], [99, 99]] {
            let mut pace = of(8.0, None);
            let mut started: VecDeque<Line> = VecDeque::new();
            let start = |pace: &mut Pace, started: &mut VecDeque<Line>, now| {
                while let Next::Start(line) = pace.next(now, waiting) {
                    started.push_back(line);
                }
            };
            start(&mut pace, &mut started, ms(0));
            // Four rounds of eight or a little more.
            for n in 1..=36 {
                let line = started.pop_front().unwrap();
                pace.ended(line, ms(n), ms(n + 5), Ended::Answered);
                start(&mut pace, &mut started, ms(n + 5));
            }
            assert!((11..=13).contains(&pace.limit()), "{}", pace.limit());
        }
    }

    #[test]
    fn an_idle_client_does_not_grow() {
        let mut pace = of(8.0, None);
        for n in 0..1000 {
            assert_eq!(pace.next(ms(n), [1, 0]), Next::Start(Line::Reads));
            pace.ended(Line::Reads, ms(n), ms(n + 1), Ended::Answered);
        }
        assert_eq!(pace.limit(), 8);
    }

    #[test]
    fn slow_answers_lower_the_pace_but_not_below_its_own_floor() {
        let mut pace = of(32.0, None);
        for n in 0..10 {
            pace.next(ms(n), [1, 0]);
            pace.ended(Line::Reads, ms(n), ms(n + 20), Ended::Answered);
        }
        assert_eq!(pace.limit(), 32);
        let mut now = ms(1_000);
        for _ in 0..200 {
            pace.next(now, [1, 0]);
            pace.ended(Line::Reads, now, now + ms(900), Ended::Answered);
            now += ms(1_000);
        }
        assert_eq!(pace.limit(), 8);
    }

    #[test]
    fn statements_may_take_long() {
        let mut pace = of(32.0, None);
        for n in 0..100 {
            let took = if n % 2 == 0 { ms(10) } else { ms(40_000) };
            pace.next(ms(0), [0, 1]);
            pace.ended(Line::Statements, ms(0), took, Ended::Answered);
        }
        assert_eq!(pace.limit(), 32);
    }

    #[test]
    fn a_rate_spaces_the_starts() {
        let mut pace = of(32.0, Some(4.0));
        assert_eq!(pace.next(ms(0), [9, 0]), Next::Start(Line::Reads));
        assert_eq!(pace.next(ms(0), [9, 0]), Next::NotBefore(ms(250)));
        assert_eq!(pace.next(ms(100), [0, 9]), Next::NotBefore(ms(250)));
        assert_eq!(pace.next(ms(250), [0, 9]), Next::Start(Line::Statements));
        // A silence is not saved up.
        assert_eq!(pace.next(ms(9_000), [9, 0]), Next::Start(Line::Reads));
        assert_eq!(pace.next(ms(9_000), [9, 0]), Next::NotBefore(ms(9_250)));
    }

    /// What may happen to a pace.
    #[derive(Clone, Debug)]
    enum Event {
        Pump([usize; 2]),
        End(usize, Ended),
        Pass(u64),
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            (0_usize..5, 0_usize..5).prop_map(|(a, b)| Event::Pump([a, b])),
            (
                0_usize..64,
                prop_oneof![
                    4 => Just(Ended::Answered),
                    1 => (0_u64..50).prop_map(|n| Ended::Refused(ms(n))),
                    1 => Just(Ended::Lost),
                ]
            )
                .prop_map(|(which, how)| Event::End(which, how)),
            (1_u64..2_000).prop_map(Event::Pass),
        ]
    }

    proptest! {
        #[test]
        fn bounds_hold_whatever_happens(
            events in proptest::collection::vec(event(), 1..300),
            first in 0.0_f64..200.0,
            rate in proptest::option::of(0.5_f64..500.0),
        ) {
            let mut pace = of(first, rate);
            let (mut now, mut open) = (ms(0), Vec::new());
            let mut last: Option<Duration> = None;
            for event in events {
                match event {
                    Event::Pass(time) => now += ms(time),
                    Event::Pump(mut waiting) => loop {
                        match pace.next(now, waiting) {
                            Next::Start(line) => {
                                let at = usize::from(line == Line::Statements);
                                prop_assert!(waiting[at] > 0);
                                waiting[at] -= 1;
                                prop_assert!(pace.under_way() <= pace.limit());
                                if let (Some(rate), Some(last)) = (rate, last) {
                                    prop_assert!((now - last).as_secs_f64() * rate >= 0.999);
                                }
                                last = Some(now);
                                open.push((line, now));
                            }
                            Next::NotBefore(at) => {
                                prop_assert!(at > now);
                                break;
                            }
                            Next::Nobody => {
                                // Whoever waits alone for an idle host is let in.
                                prop_assert!(!open.is_empty() || waiting == [0, 0]);
                                break;
                            }
                        }
                    },
                    Event::End(which, how) => {
                        if !open.is_empty() {
                            let before = pace.limit();
                            let (line, started) = open.swap_remove(which % open.len());
                            pace.ended(line, started, now, how);
                            prop_assert!(matches!(how, Ended::Answered) || pace.limit() <= before);
                        }
                    }
                }
                prop_assert!((1..=128).contains(&pace.limit()));
                prop_assert_eq!(usize::try_from(pace.under_way()).unwrap(), open.len());
            }
        }
    }
}
