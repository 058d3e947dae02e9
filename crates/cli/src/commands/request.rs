//! From the arguments of `plan` and `clone` to the engine's request.

use clone_core::plan::{Carry, Depth, PlanRequest};
use sql_rewrite::Ident;

use crate::args::{Carried, DepthArg, RequestArgs};

/// The request that the arguments mean.
pub(super) fn request(args: &RequestArgs) -> PlanRequest {
    let depth = match (args.shallow, args.depth) {
        (true, _) | (false, DepthArg::Shallow) => Depth::Shallow,
        (false, DepthArg::Deep) => Depth::Deep,
    };
    let with = |what| !args.without.contains(&what);
    PlanRequest {
        depth,
        include: args.include.clone(),
        exclude: args.exclude.clone(),
        storage_root: args.storage_root.clone(),
        external_root: args.external_root.clone(),
        carry: Carry {
            grants: with(Carried::Grants),
            owners: with(Carried::Owners),
            tags: with(Carried::Tags),
            comments: with(Carried::Comments),
            properties: with(Carried::Properties),
            constraints: with(Carried::Constraints),
        },
        volume_files: with(Carried::VolumeFiles),
        scripts: !args.no_scripts,
        allow: args.allow.clone(),
        ..PlanRequest::new(name(&args.source), name(&args.dest))
    }
}

/// A catalog's name as it was typed; backticks around the whole of it are SQL's, not its own.
pub(super) fn name(typed: &str) -> Ident {
    let quoted = typed
        .strip_prefix('`')
        .and_then(|rest| rest.strip_suffix('`'));
    match quoted {
        Some(inner) if !inner.is_empty() => Ident::new(inner.replace("``", "`")),
        _ => Ident::new(typed),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::{Cli, Command};

    fn parsed(line: &str) -> PlanRequest {
        let cli = Cli::try_parse_from(line.split(' ')).unwrap();
        match cli.command {
            Command::Plan(args) => request(&args.request),
            other => panic!("not a plan: {other:?}"),
        }
    }

    #[test]
    fn defaults_of_the_command_line_are_those_of_the_library() {
        let typed = parsed("clxs plan --source a --dest b");
        assert_eq!(typed, PlanRequest::new(Ident::from("a"), Ident::from("b")));
    }

    #[test]
    fn options_reach_the_request() {
        let typed = parsed(
            "clxs plan --source `a``b` --dest b --shallow --include s,t.* --exclude t.x \
             --without grants,volume-files --allow CX4107 --no-scripts",
        );
        assert_eq!(typed.source.as_str(), "a`b");
        assert_eq!(typed.depth, Depth::Shallow);
        assert_eq!(typed.include, ["s", "t.*"]);
        assert_eq!(typed.exclude, ["t.x"]);
        assert!(!typed.carry.grants && typed.carry.owners && !typed.volume_files);
        assert!(!typed.scripts);
        assert_eq!(typed.allow, ["CX4107"]);
    }
}
