//! Parses and runs SQL statements; the queries among them go to the engine.
