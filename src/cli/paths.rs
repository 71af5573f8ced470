//! Paths as readers of the output know them.

use std::path::Path;

/// A path as readers of the output know it: from here, with `/` between its parts.
pub fn relative(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    let text = path.display().to_string().replace(std::path::MAIN_SEPARATOR, "/");
    text.strip_prefix("./").map_or_else(|| text.clone(), str::to_owned)
}

/// A path from the root of the repository that it lies in, which is where code scanning looks for it;
/// the whole of it where it lies in none.
pub fn in_repository(path: &Path) -> String {
    let Ok(path) = std::path::absolute(path) else { return relative(path) };
    // A link to a list is a file of the repository as well: only the folder is followed.
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    let path = match (folder, path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path,
    };
    let root = path.ancestors().skip(1).find(|folder| folder.join(".git").exists());
    match root.and_then(|root| path.strip_prefix(root).ok()) {
        Some(inside) => inside.display().to_string().replace(std::path::MAIN_SEPARATOR, "/"),
        None => {
            let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
            let path = path.strip_prefix(&here).unwrap_or(&path);
            path.display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
        }
    }
}
