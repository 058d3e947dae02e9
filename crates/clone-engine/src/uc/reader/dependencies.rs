//! What views read, where their texts do not tell all of it.

use clone_core::model::{Detail, Object};
use clone_core::plan::hides_what_it_reads;
use clone_core::ports::PortResult;
use sql_rewrite::QName;
use uc_client::types;

use super::convert::dotted;
use crate::uc::answer::port_error;
use crate::uc::{Link, together};

/// Asks for the dependencies of each view that names something which its text does not show. Only
/// the answer for a single view has them; for all other views the text says the same.
pub(super) async fn add(link: &Link, objects: &mut [Object], width: usize) -> PortResult<()> {
    let unclear = objects.iter_mut().filter(|object| match &object.detail {
        Detail::View(view) => hides_what_it_reads(&object.name, view),
        _ => false,
    });
    together(width, unclear.map(|object| add_to(link, object)).collect()).await?;
    Ok(())
}

async fn add_to(link: &Link, object: &mut Object) -> PortResult<()> {
    let name = object.name.dotted();
    let info = link.client.api().tables_get(&name, None, None).await;
    let info = info.map_err(|error| port_error(error.into()))?.into_inner();
    if let Detail::View(view) = &mut object.detail {
        view.dependencies = info.view_dependencies.map(names);
    }
    Ok(())
}

/// Tables, views and functions; what else there is has no name in a catalog.
fn names(list: types::DependencyList) -> Vec<QName> {
    let named = list.dependencies.into_iter().filter_map(|dependency| {
        let table = dependency.table.and_then(|table| table.table_full_name);
        let function = dependency
            .function
            .map(|function| function.function_full_name);
        table.or_else(|| function.flatten())
    });
    named.map(|name| dotted(Some(&name))).collect()
}
