//! Runs queries over Delta tables: DataFusion above `delta_kernel`.
