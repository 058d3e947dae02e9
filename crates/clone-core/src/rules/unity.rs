//! Unity Catalog: per kind and aspect, what creating the clone brings, and what is wanted.
//!
//! The native column follows the Databricks pages on `CREATE TABLE ... CLONE` and on Unity Catalog
//! tags, privileges and constraints (2026-08).

use crate::model::Kind;

/// Something about an object that a clone may or may not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Aspect {
    /// Rows at the pinned version.
    Data,
    /// The earlier versions of a table.
    History,
    /// Columns, types, text of a query or body.
    Definition,
    /// Key-value properties of the user.
    Properties,
    /// The object's comment.
    Comment,
    /// The comments of its columns.
    ColumnComments,
    /// The object's tags.
    Tags,
    /// The tags of its columns.
    ColumnTags,
    /// Primary and foreign keys.
    Keys,
    /// Column masks and row filters.
    Protections,
    /// Attribute-based policies.
    Policies,
    /// The files of a volume.
    Files,
    /// A place of its own for managed data.
    ManagedLocation,
    /// Direct grants.
    Grants,
    /// The owner.
    Owner,
}

/// What the statement that creates the clone does about an aspect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Native {
    /// The clone has it at once.
    Carried,
    /// The clone is made without it.
    NotCarried,
    /// The platform does not make the clone because of it.
    Refused,
}

/// What the clone is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The same as the source.
    Carried,
    /// Its own: neither carried nor worth a word.
    Fresh,
    /// It cannot be carried, and the plan says so where a source object has it.
    Reported,
}

/// How an aspect is set on an object that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By creating the object again.
    Create,
    /// By an annotation.
    Annotate,
    /// By setting properties.
    SetProperties,
    /// By adding the key.
    AddConstraint,
    /// By copying files.
    CopyFiles,
    /// By granting.
    Grant,
    /// By handing the object over.
    SetOwner,
    /// Not at all.
    Never,
}

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Of objects of this kind,
    pub kind: Kind,
    /// this aspect
    pub aspect: Aspect,
    /// is left so by the statement that makes the clone,
    pub native: Native,
    /// and is wanted so;
    pub goal: Goal,
    /// on an object that exists it is set in this way.
    pub how: How,
}

const fn carried(kind: Kind, aspect: Aspect, how: How) -> Row {
    Row {
        kind,
        aspect,
        native: Native::Carried,
        goal: Goal::Carried,
        how,
    }
}

const fn repaired(kind: Kind, aspect: Aspect, how: How) -> Row {
    Row {
        kind,
        aspect,
        native: Native::NotCarried,
        goal: Goal::Carried,
        how,
    }
}

const fn reported(kind: Kind, aspect: Aspect, native: Native) -> Row {
    Row {
        kind,
        aspect,
        native,
        goal: Goal::Reported,
        how: How::Never,
    }
}

/// All rules; a pair of kind and aspect without a row does not exist on the platform.
pub const ROWS: &[Row] = &[
    carried(Kind::Catalog, Aspect::Properties, How::SetProperties),
    carried(Kind::Catalog, Aspect::Comment, How::Annotate),
    repaired(Kind::Catalog, Aspect::Tags, How::Annotate),
    reported(Kind::Catalog, Aspect::Policies, Native::NotCarried),
    reported(Kind::Catalog, Aspect::ManagedLocation, Native::NotCarried),
    repaired(Kind::Catalog, Aspect::Grants, How::Grant),
    repaired(Kind::Catalog, Aspect::Owner, How::SetOwner),
    carried(Kind::Schema, Aspect::Properties, How::SetProperties),
    carried(Kind::Schema, Aspect::Comment, How::Annotate),
    repaired(Kind::Schema, Aspect::Tags, How::Annotate),
    reported(Kind::Schema, Aspect::Policies, Native::NotCarried),
    reported(Kind::Schema, Aspect::ManagedLocation, Native::NotCarried),
    repaired(Kind::Schema, Aspect::Grants, How::Grant),
    repaired(Kind::Schema, Aspect::Owner, How::SetOwner),
    carried(Kind::Table, Aspect::Data, How::Create),
    Row {
        kind: Kind::Table,
        aspect: Aspect::History,
        native: Native::NotCarried,
        goal: Goal::Fresh,
        how: How::Never,
    },
    carried(Kind::Table, Aspect::Definition, How::Create),
    carried(Kind::Table, Aspect::Properties, How::Create),
    repaired(Kind::Table, Aspect::Comment, How::Annotate),
    carried(Kind::Table, Aspect::ColumnComments, How::Create),
    repaired(Kind::Table, Aspect::Tags, How::Annotate),
    repaired(Kind::Table, Aspect::ColumnTags, How::Annotate),
    repaired(Kind::Table, Aspect::Keys, How::AddConstraint),
    reported(Kind::Table, Aspect::Protections, Native::Refused),
    reported(Kind::Table, Aspect::Policies, Native::NotCarried),
    repaired(Kind::Table, Aspect::Grants, How::Grant),
    repaired(Kind::Table, Aspect::Owner, How::SetOwner),
    carried(Kind::View, Aspect::Definition, How::Create),
    carried(Kind::View, Aspect::Properties, How::Create),
    carried(Kind::View, Aspect::Comment, How::Annotate),
    carried(Kind::View, Aspect::ColumnComments, How::Create),
    repaired(Kind::View, Aspect::Tags, How::Annotate),
    repaired(Kind::View, Aspect::ColumnTags, How::Annotate),
    repaired(Kind::View, Aspect::Grants, How::Grant),
    repaired(Kind::View, Aspect::Owner, How::SetOwner),
    // A function has no properties and no tags, so nothing marks it as ours.
    carried(Kind::Function, Aspect::Definition, How::Never),
    carried(Kind::Function, Aspect::Comment, How::Create),
    repaired(Kind::Function, Aspect::Grants, How::Grant),
    repaired(Kind::Function, Aspect::Owner, How::SetOwner),
    repaired(Kind::Volume, Aspect::Files, How::CopyFiles),
    carried(Kind::Volume, Aspect::Comment, How::Annotate),
    repaired(Kind::Volume, Aspect::Tags, How::Annotate),
    repaired(Kind::Volume, Aspect::Grants, How::Grant),
    repaired(Kind::Volume, Aspect::Owner, How::SetOwner),
];

/// The rule for an aspect of a kind; none where the platform has no such thing.
pub fn row(kind: Kind, aspect: Aspect) -> Option<&'static Row> {
    ROWS.iter()
        .find(|row| row.kind == kind && row.aspect == aspect)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn each_kind_and_aspect_has_one_row() {
        let pairs: BTreeSet<_> = ROWS.iter().map(|row| (row.kind, row.aspect)).collect();
        assert_eq!(pairs.len(), ROWS.len());
    }

    #[test]
    fn the_kinds_with_rows_are_the_kinds_that_are_cloned() {
        let with_rows: BTreeSet<_> = ROWS.iter().map(|row| row.kind).collect();
        let cloned: BTreeSet<_> = Kind::ALL
            .into_iter()
            .filter(|kind| kind.spec().not_cloned.is_none())
            .collect();
        assert_eq!(with_rows, cloned);
    }

    #[test]
    fn what_is_wanted_and_not_native_has_a_repair() {
        for row in ROWS {
            if row.native != Native::Carried && row.goal == Goal::Carried {
                assert!(!matches!(row.how, How::Never | How::Create), "{row:?}");
            }
            if row.goal != Goal::Carried {
                assert_eq!(row.how, How::Never, "{row:?}");
            }
        }
    }

    #[test]
    fn every_cloned_kind_carries_grants_and_owner_by_a_step_of_their_own() {
        for kind in Kind::ALL
            .into_iter()
            .filter(|kind| kind.spec().not_cloned.is_none())
        {
            assert_eq!(
                row(kind, Aspect::Grants).map(|row| row.how),
                Some(How::Grant)
            );
            assert_eq!(
                row(kind, Aspect::Owner).map(|row| row.how),
                Some(How::SetOwner)
            );
        }
    }

    #[test]
    fn repairs_of_each_kind() {
        let mut text = String::new();
        for kind in Kind::ALL {
            let repairs: Vec<_> = ROWS
                .iter()
                .filter(|row| row.kind == kind && row.goal == Goal::Carried)
                .filter(|row| row.native == Native::NotCarried)
                .map(|row| format!("{:?}", row.aspect))
                .collect();
            if !repairs.is_empty() {
                writeln!(text, "{kind:?}: {}", repairs.join(" ")).unwrap();
            }
        }
        insta::assert_snapshot!(text, @r"
        Catalog: Tags Grants Owner
        Schema: Tags Grants Owner
        Table: Comment Tags ColumnTags Keys Grants Owner
        View: Tags ColumnTags Grants Owner
        Function: Grants Owner
        Volume: Files Tags Grants Owner
        ");
    }
}
