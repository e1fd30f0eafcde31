using Bench.Tests.Results;

namespace Bench.Tests.Cli;

public sealed class RemoveCommandTests : IDisposable
{
    private readonly BenchProgram bench = new();
    private readonly TemporaryDatabase temporary = new();

    public RemoveCommandTests() => temporary.Fill();

    public void Dispose()
    {
        bench.Dispose();
        temporary.Dispose();
    }

    [Fact]
    public async Task What_would_be_removed_is_counted_and_only_yes_removes_it_after_a_copy()
    {
        var before = File.ReadAllBytes(temporary.Path);
        var counted = await bench.Run("remove", "--where", "compression = 8", "--db", temporary.Path);
        Assert.Equal(0, counted.ExitCode);
        Assert.Contains("emptied   4 cells that sweeps still ask for: the next run computes them again", counted.Output, StringComparison.Ordinal);
        Assert.Contains("--yes", counted.Output, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(temporary.Path));

        var removed = await bench.Run("remove", "--where", "compression = 8", "--db", temporary.Path, "--yes");
        Assert.Equal(0, removed.ExitCode);
        var copy = Assert.Single(Directory.GetFiles(temporary.Folder, "*.bak"));
        Assert.Contains(copy, removed.Output, StringComparison.Ordinal);
        Assert.Equal(15L, temporary.Value("SELECT count(*) FROM v_results"));
        Assert.True(temporary.IsAtRest());
        File.Copy(copy, temporary.Path, overwrite: true);
        Assert.Equal(19L, temporary.Value("SELECT count(*) FROM v_results"));
    }

    [Fact]
    public async Task Mistakes_are_one_line_each()
    {
        (await bench.Run("remove", "--db", temporary.Path)).IsMistake("'bench remove' needs to know what: --sweep NAME, --where CONDITION or --failed-attempts", "see 'bench remove --help'");
        (await bench.Run("remove", "--sweep", "quickstar", "--db", temporary.Path, "--yes")).IsMistake("unknown sweep 'quickstar': did you mean 'quickstart'?");
        (await bench.Run("remove", "--where", "compresion = 8", "--db", temporary.Path)).IsMistake("no such column: compresion: did you mean 'compression'?");
        (await bench.Run("remove", "--sweep", "quickstart", "--db", "nowhere.db", "--yes")).IsMistake("no database at nowhere.db");
        (await bench.Run("remove", "--sweep", "quickstart", "--yes", "--dry-run", "--db", temporary.Path)).IsMistake("--yes removes and --dry-run only counts: one of them", "see");
        Assert.Empty(Directory.GetFileSystemEntries(bench.Folder));
        using var run = temporary.Open();
        (await bench.Run("remove", "--sweep", "quickstart", "--db", temporary.Path, "--yes")).IsMistake($"is being written by process {Environment.ProcessId} on ");
    }

    [Fact]
    public async Task An_empty_word_is_a_mistake_and_a_refused_database_leaves_nothing_behind()
    {
        bench.Write("s.yaml", "name: s\ndatasets: [digits]\nmodels: [lenet-300-100]\nstrategies: [random]\ncompressions: [2]\nseeds: [1]\n");
        bench.Write("text.db", "no database");
        Directory.CreateDirectory(Path.Combine(bench.Folder, "folder"));
        var before = Directory.GetFileSystemEntries(bench.Folder).Order().ToList();
        (await bench.Run("run", "s.yaml", "--db", "")).IsMistake("--db is empty: is a variable not set?", "see 'bench run --help'");
        (await bench.Run("export", "--out", " ", "--db", temporary.Path)).IsMistake("--out is empty", "see");
        foreach (var command in new[] { "run", "plan" })
        {
            (await bench.Run(command, "s.yaml", "--db", "folder")).IsMistake("folder is a folder, not a database: name a file in it, such as folder/bench.db");
            (await bench.Run(command, "s.yaml", "--db", "text.db")).IsMistake("text.db is not an SQLite database: choose another file with --db");
        }
        (await bench.Run("run", "s.yaml", "--db", "text.db/x/bench.db")).IsMistake("database text.db/x/bench.db cannot be made: not a folder: ");
        Assert.Equal(before, Directory.GetFileSystemEntries(bench.Folder).Order());
    }
}
