//! A Delta table as a DataFusion table: read through the kernel, streamed, never held whole.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{Field, Schema, SchemaRef};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchReceiverStreamBuilder;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use delta_kernel::engine::arrow_conversion::TryIntoArrow;
use delta_kernel::engine::arrow_data::EngineDataArrowExt;
use delta_kernel::schema::StructType;

use super::error::of_kernel;
use super::snapshot::Opened;
use crate::error::WsError;

/// One version of a Delta table. Its columns are named in lower case, as the gate writes names.
#[derive(Clone)]
pub(crate) struct DeltaTable {
    opened: Opened,
    schema: SchemaRef,
}

impl DeltaTable {
    /// The table with the schema that Arrow has for it.
    ///
    /// # Errors
    /// When a column's type has no form in Arrow.
    pub(crate) fn new(opened: Opened) -> std::result::Result<Self, WsError> {
        let schema = arrow_schema(&opened)?;
        let fields = schema.fields().iter().map(|field| {
            let name = field.name().to_lowercase();
            Arc::new(
                Field::clone(field)
                    .with_name(name)
                    .with_metadata(Default::default()),
            )
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        Ok(Self { opened, schema })
    }

    /// The names of the columns as the table's author wrote them.
    pub(crate) fn written_names(&self) -> Vec<String> {
        self.opened
            .snapshot
            .schema()
            .fields()
            .map(|field| field.name().clone())
            .collect()
    }
}

/// The Arrow schema of a table, names as written.
pub(crate) fn arrow_schema(opened: &Opened) -> std::result::Result<Schema, WsError> {
    let schema = opened.snapshot.schema();
    schema
        .as_ref()
        .try_into_arrow()
        .map_err(|error: arrow::error::ArrowError| WsError::unsupported(format_args!("{error}")))
}

impl fmt::Debug for DeltaTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeltaTable")
            .field("root", &self.opened.snapshot.table_root().as_str())
            .field("version", &self.opened.snapshot.version())
            .finish()
    }
}

#[async_trait]
impl TableProvider for DeltaTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let wanted = match projection {
            Some(indexes) => indexes.clone(),
            None => (0..self.schema.fields().len()).collect(),
        };
        let schema = Arc::new(self.schema.project(&wanted)?);
        let part = TablePart {
            table: self.clone(),
            wanted,
            schema: Arc::clone(&schema),
        };
        let plan = StreamingTableExec::try_new(
            schema,
            vec![Arc::new(part)],
            None,
            Vec::new(),
            false,
            limit,
        )?;
        Ok(Arc::new(plan))
    }
}

/// All files of a table, projected.
#[derive(Debug)]
struct TablePart {
    table: DeltaTable,
    wanted: Vec<usize>,
    schema: SchemaRef,
}

impl PartitionStream for TablePart {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let mut builder = RecordBatchReceiverStreamBuilder::new(Arc::clone(&self.schema), 2);
        let sender = builder.tx();
        let (table, wanted, schema) = (
            self.table.clone(),
            self.wanted.clone(),
            Arc::clone(&self.schema),
        );
        builder.spawn_blocking(move || {
            read(&table, &wanted, &schema, |batch| {
                sender.blocking_send(Ok(batch)).is_ok()
            })
        });
        builder.build()
    }
}

/// Gives the rows to `take`, batch by batch, until it has enough.
fn read(
    table: &DeltaTable,
    wanted: &[usize],
    schema: &SchemaRef,
    mut take: impl FnMut(RecordBatch) -> bool,
) -> Result<()> {
    let Opened { snapshot, engine } = &table.opened;
    let full = snapshot.schema();
    let broken = |error: &delta_kernel::KernelError| {
        DataFusionError::from(of_kernel(snapshot.table_root().as_str(), error))
    };
    // The kernel's reader panics when no column of the file is read, so at least one data column
    // always is, and is dropped again afterwards.
    let partitions = snapshot
        .table_configuration()
        .metadata()
        .partition_columns()
        .to_vec();
    let mut read = wanted.to_vec();
    let is_data = |index: &usize| {
        full.fields()
            .nth(*index)
            .is_some_and(|field| !partitions.contains(field.name()))
    };
    if !read.iter().any(is_data) {
        read.extend((0..full.fields().len()).find(is_data));
    }
    let fields = read
        .iter()
        .filter_map(|index| full.fields().nth(*index).cloned());
    let logical = StructType::try_new(fields).map_err(|error| broken(&error))?;
    let scan = Arc::clone(snapshot)
        .scan_builder()
        .with_schema(Arc::new(logical))
        .build()
        .map_err(|error| broken(&error))?;
    let shared: Arc<dyn delta_kernel::Engine> = Arc::clone(engine) as _;
    for data in scan.execute(shared).map_err(|error| broken(&error))? {
        let batch = data
            .and_then(|data| data.try_into_record_batch())
            .map_err(|error| broken(&error))?;
        let columns = batch
            .columns()
            .get(..wanted.len())
            .unwrap_or_default()
            .to_vec();
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let columns = columns
            .into_iter()
            .zip(schema.fields())
            .map(
                |(column, field)| match column.data_type() == field.data_type() {
                    true => Ok(column),
                    false => arrow::compute::cast(&column, field.data_type()),
                },
            )
            .collect::<std::result::Result<Vec<_>, _>>()?;
        if !take(RecordBatch::try_new_with_options(
            Arc::clone(schema),
            columns,
            &options,
        )?) {
            break;
        }
    }
    Ok(())
}
