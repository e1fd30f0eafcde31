namespace Bench.Launching;

/// <summary>
/// The folder, on a file system that all machines see, through which a sweep is carried out by tasks on several of them: plans, the program, the
/// work that cells share, and what each task has found. No database is ever opened in it.
/// </summary>
public sealed record SweepFolder(string Path)
{
    private const string Ending = ".cluster";

    /// <summary>Beside the database: <c>results/bench.db</c> and sweep <c>core</c> have <c>results/core.cluster/</c>.</summary>
    public static SweepFolder Of(string database, string sweep) =>
        new(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(database))!, sweep + Ending));

    /// <summary>Whether a path is that of such a folder, by what is in it.</summary>
    public static bool IsOne(string path) => Directory.Exists(System.IO.Path.Combine(path, "plans"));

    /// <summary>A folder for each plan that was made: the first, and one for each time that what was missing was submitted anew.</summary>
    public string Plans => System.IO.Path.Combine(Path, "plans");

    /// <summary>What a plan consists of, by the plan's name.</summary>
    public PlanFolder Plan(string name) => new(System.IO.Path.Combine(Plans, name));

    /// <summary>The names of the plans, in the order in which they were made. They appear whole: of one that is not, something was taken away.</summary>
    public IReadOnlyList<string> PlanNames() => Directory.Exists(Plans)
        ? [.. new DirectoryInfo(Plans).EnumerateDirectories().Where(d => d.Name[0] != '.').Select(d => Plan(d.Name)).OrderBy(p => File.GetLastWriteTimeUtc(p.Record)).ThenBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Name)]
        : [];

    /// <summary>Published copies of the program, a folder a build: see <see cref="PublishedProgram"/>.</summary>
    public string Programs => System.IO.Path.Combine(Path, "program");

    /// <summary>Pretrained weights, points, shared states and checkpoints, laid out as in the folder beside a database.</summary>
    public string Work => System.IO.Path.Combine(Path, "work");

    /// <summary>A file for each task attempt: what it has found.</summary>
    public string Results => System.IO.Path.Combine(Path, "results");

    /// <summary>A small file for each task attempt: how it stands.</summary>
    public string Attempts => System.IO.Path.Combine(Path, "attempts");

    /// <summary>What tasks printed.</summary>
    public string Logs => System.IO.Path.Combine(Path, "logs");

    /// <summary>Everything that tasks write into.</summary>
    public IReadOnlyList<string> Folders => [Plans, Programs, Work, Results, Attempts, Logs];
}

/// <summary>The files of one plan.</summary>
public sealed record PlanFolder(string Path)
{
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>A line a task; see <see cref="ManifestReader"/>.</summary>
    public string Manifest => System.IO.Path.Combine(Path, "manifest.jsonl");

    /// <summary>Where each line begins, and where the last one ends: 8 bytes each, the lowest first.</summary>
    public string Index => System.IO.Path.Combine(Path, "manifest.index");

    /// <summary>The <see cref="PlanRecord"/>; written last, so that where it is there, all is.</summary>
    public string Record => System.IO.Path.Combine(Path, "plan.json");

    /// <summary>What became jobs of the scheduler; written when the plan is submitted.</summary>
    public string Submission => System.IO.Path.Combine(Path, "submission.json");

    /// <summary>The sweep's cells that cannot be run, with the reasons, as lines of a manifest; not there where there are none.</summary>
    public string Skipped => System.IO.Path.Combine(Path, "skipped.jsonl");
}
