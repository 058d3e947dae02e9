//! `clxs explain`.

use clone_core::codes;

use super::Answer;
use crate::args::ExplainArgs;
use crate::exit::Exit;
use crate::view::{Problem, Screen, table};

/// Explains a code, or lists all.
pub(super) fn run(args: &ExplainArgs, screen: Screen) -> Answer {
    let Some(wanted) = &args.code else {
        let header = ["CODE", "EXIT", "MEANING"].map(str::to_owned);
        let row = |code: &codes::Code| {
            [
                code.id.to_owned(),
                code.exit.code().to_string(),
                code.title.to_owned(),
            ]
        };
        screen.text(&table(header, codes::ALL.iter().map(row)))?;
        return Ok(Exit::DONE);
    };
    let (Some(code), Some(text)) = (codes::find(wanted), codes::explain(wanted)) else {
        let problem = Problem::new(&codes::BAD_SETTING, format!("there is no code `{wanted}`"));
        return Err(problem.hint("`clxs explain` lists all codes"));
    };
    screen.text(&format!("{}: {}\n\n{text}\n", code.id, code.title))?;
    Ok(Exit::DONE)
}
