//! Where requests go: the seam below everything, what stands at its end, and what is put around it.
//!
//! Ends: [`Http`], [`InProcess`] (feature `in-process`), [`Replay`]. Around an end: [`Retrying`],
//! [`Paced`], [`Counted`], and for tests [`Faulty`].

mod counted;
mod faulty;
mod http;
#[cfg(feature = "in-process")]
mod in_process;
mod inner;
mod pace;
mod paced;
mod replay;
mod retrying;
mod seam;

pub use counted::{Counted, Counts, Latency};
pub use faulty::{Fault, Faulty, Rule};
pub use http::Http;
#[cfg(feature = "in-process")]
pub use in_process::InProcess;
pub use inner::Inner;
pub use pace::{Bounds, Ended, Line, Next, Pace};
pub use paced::Paced;
pub use replay::{Exchange, Replay};
pub use retrying::Retrying;
pub use seam::{Transport, TransportError, operation};
