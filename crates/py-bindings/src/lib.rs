//! The Python wheel `clone_xs`: the facade of `clone-engine` for notebooks.
//!
//! What will live here: conversions between Python arguments and the engine's request structs,
//! frozen result classes, the mapping from error codes to exception classes, one runtime.
//!
//! What must not: any rule about catalogs. If the wheel and the command line both need one, it
//! belongs in `clone-engine`.
