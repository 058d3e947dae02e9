//! An engine for the kernel whose Parquet files are written in small row groups, compressed.
//!
//! The default engine keeps a whole checkpoint of a million files in memory until it is written.

use std::sync::Arc;

use delta_kernel::arrow::array::RecordBatch;
use delta_kernel::engine::arrow_data::ArrowEngineData;
use delta_kernel::object_store::ObjectStore;
use delta_kernel::object_store::buffered::BufWriter;
use delta_kernel::object_store::path::Path;
use delta_kernel::parquet::arrow::arrow_writer::ArrowWriterOptions;
use delta_kernel::parquet::arrow::async_writer::AsyncArrowWriter;
use delta_kernel::parquet::basic::Compression;
use delta_kernel::parquet::file::properties::WriterProperties;
use delta_kernel::schema::SchemaRef;
use delta_kernel::{
    CancellationTokenRef, Engine, EngineData, EvaluationHandler, FileDataReadResultIterator,
    FileMeta, FileSize, JsonHandler, KernelError, KernelResult, KernelResultIteratorStatic,
    ParquetFooter, ParquetHandler, PredicateRef, StorageHandler,
};
use delta_kernel_default_engine::executor::TaskExecutor;

/// Actions in a row group: what is kept in memory until it is written.
const ROW_GROUP: usize = 64 * 1024;

/// An engine, but for how it writes Parquet files.
pub(super) struct SmallGroups<E, X> {
    engine: E,
    parquet: Arc<Writer<X>>,
}

impl<E: Engine, X: TaskExecutor> SmallGroups<E, X> {
    pub(super) fn new(engine: E, store: Arc<dyn ObjectStore>, executor: Arc<X>) -> Self {
        let parquet = Arc::new(Writer {
            inner: engine.parquet_handler(),
            store,
            executor,
        });
        Self { engine, parquet }
    }
}

impl<E: Engine, X: TaskExecutor> Engine for SmallGroups<E, X> {
    fn evaluation_handler(&self) -> Arc<dyn EvaluationHandler> {
        self.engine.evaluation_handler()
    }

    fn storage_handler(&self) -> Arc<dyn StorageHandler> {
        self.engine.storage_handler()
    }

    fn json_handler(&self) -> Arc<dyn JsonHandler> {
        self.engine.json_handler()
    }

    fn parquet_handler(&self) -> Arc<dyn ParquetHandler> {
        Arc::<Writer<X>>::clone(&self.parquet)
    }
}

struct Writer<X> {
    inner: Arc<dyn ParquetHandler>,
    store: Arc<dyn ObjectStore>,
    executor: Arc<X>,
}

impl<X: TaskExecutor> ParquetHandler for Writer<X> {
    fn read_parquet_files(
        &self,
        files: &[FileMeta],
        schema: SchemaRef,
        predicate: Option<PredicateRef>,
    ) -> KernelResult<FileDataReadResultIterator> {
        self.inner.read_parquet_files(files, schema, predicate)
    }

    fn read_parquet_files_with_cancellation(
        &self,
        files: &[FileMeta],
        schema: SchemaRef,
        predicate: Option<PredicateRef>,
        token: Option<CancellationTokenRef>,
    ) -> KernelResult<FileDataReadResultIterator> {
        self.inner
            .read_parquet_files_with_cancellation(files, schema, predicate, token)
    }

    fn write_parquet_file(
        &self,
        location: url::Url,
        data: KernelResultIteratorStatic<Box<dyn EngineData>>,
    ) -> KernelResult<FileSize> {
        let store = Arc::clone(&self.store);
        self.executor.block_on(write(store, location, data))
    }

    fn read_parquet_footer(&self, file: &FileMeta) -> KernelResult<ParquetFooter> {
        self.inner.read_parquet_footer(file)
    }
}

async fn write(
    store: Arc<dyn ObjectStore>,
    location: url::Url,
    mut data: KernelResultIteratorStatic<Box<dyn EngineData>>,
) -> KernelResult<FileSize> {
    let path = Path::from_url_path(location.path())?;
    let first = match data.next() {
        Some(first) => batch(first?)?,
        None => return Err(KernelError::generic("a checkpoint without actions")),
    };
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .build();
    let object = BufWriter::new(store, path);
    let options = ArrowWriterOptions::new()
        .with_skip_arrow_metadata(true)
        .with_properties(properties);
    let mut writer = AsyncArrowWriter::try_new_with_options(object, first.schema(), options)?;
    writer.write(&first).await?;
    for more in data {
        writer.write(&batch(more?)?).await?;
    }
    writer.finish().await?;
    Ok(writer.bytes_written() as u64)
}

fn batch(data: Box<dyn EngineData>) -> KernelResult<RecordBatch> {
    Ok((*ArrowEngineData::try_from_engine_data(data)?).into())
}
