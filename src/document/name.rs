//! What tables and values are called in messages. A name is put together only when there is a
//! message: a sound file has thousands of values, and nobody reads what they are called.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// What a table is called. Where it gets another name, what is in it is called after that.
#[derive(Clone, Debug)]
pub(super) struct TableName<'a>(Rc<RefCell<NameGiven<'a>>>);

#[derive(Clone, Debug)]
enum NameGiven<'a> {
    /// In these words.
    Said(String),
    /// "this option", before its id is known.
    This(&'static str),
    /// "option `short`".
    Id(&'static str, String),
    /// As the value that it is.
    Value(ValueName<'a>),
}

/// What a value is called, after the table or list that it is in.
#[derive(Clone, Debug)]
pub(super) enum ValueName<'a> {
    /// A value by its key.
    Key(&'a str, TableName<'a>),
    /// A value by its position, from 0.
    Item(usize, Rc<ValueName<'a>>),
}

impl<'a> TableName<'a> {
    pub(super) fn said(name: &str) -> Self {
        Self(Rc::new(RefCell::new(NameGiven::Said(name.to_owned()))))
    }

    pub(super) fn this(what: &'static str) -> Self {
        Self(Rc::new(RefCell::new(NameGiven::This(what))))
    }

    pub(super) fn rename(&self, name: &str) {
        *self.0.borrow_mut() = NameGiven::Said(name.to_owned());
    }

    pub(super) fn call(&self, what: &'static str, id: &str) {
        *self.0.borrow_mut() = NameGiven::Id(what, id.to_owned());
    }

    pub(super) fn call_as(&self, value: ValueName<'a>) {
        *self.0.borrow_mut() = NameGiven::Value(value);
    }
}

impl fmt::Display for TableName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0.borrow() {
            NameGiven::Said(name) => f.write_str(name),
            NameGiven::This(what) => write!(f, "this {what}"),
            NameGiven::Id(what, id) => write!(f, "{what} `{id}`"),
            NameGiven::Value(value) => value.fmt(f),
        }
    }
}

impl fmt::Display for ValueName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key, table) => write!(f, "`{key}` of {table}"),
            Self::Item(at, list) => write!(f, "item {} of {list}", at + 1),
        }
    }
}
