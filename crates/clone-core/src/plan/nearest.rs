//! The name that was probably meant.

use sql_rewrite::Ident;

/// The candidate most like `name`, if one is alike enough to be a slip of the hand.
pub fn nearest<'a>(
    name: &Ident,
    candidates: impl IntoIterator<Item = &'a Ident>,
) -> Option<&'a Ident> {
    let wanted = name.as_str().to_lowercase();
    let limit = (wanted.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| {
            let text = candidate.as_str().to_lowercase();
            (strsim::damerau_levenshtein(&wanted, &text), candidate)
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(b.1)))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("prodution", Some("production"))]
    #[case("PRODUCTION", Some("production"))]
    #[case("prdo", Some("prod"))]
    #[case("sandbox", None)]
    fn a_slip_of_the_hand_is_recognised(#[case] name: &str, #[case] meant: Option<&str>) {
        let known = ["main", "prod", "production", "staging"].map(Ident::from);
        assert_eq!(
            nearest(&Ident::from(name), &known).map(Ident::as_str),
            meant
        );
    }
}
