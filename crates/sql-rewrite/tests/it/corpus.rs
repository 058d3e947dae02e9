//! The corpus of the fuzzer, as ordinary tests.

#[path = "../../fuzz/fuzz_targets/check.rs"]
mod check;

#[test]
fn the_corpus_of_the_fuzzer_holds() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/retarget");
    let mut count = 0;
    for file in std::fs::read_dir(corpus).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        check::check(&text);
        count += 1;
    }
    assert!(count > 50, "{count}");
}
