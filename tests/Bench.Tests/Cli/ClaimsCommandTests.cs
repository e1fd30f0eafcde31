using System.Net.Sockets;
using System.Text.Json;
using Bench.Analysis.Claims;
using Bench.Results;
using Bench.Tests.Results;

namespace Bench.Tests.Cli;

public sealed class ClaimsCommandTests(FilledDatabase filled) : IClassFixture<FilledDatabase>, IDisposable
{
    private readonly BenchProgram bench = new();
    private readonly string database = filled.Temporary.Path;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Claims_are_told_with_what_is_behind_them()
    {
        var answer = await bench.Run("claims", "--db", database, "--sweep", "quickstart");
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("not decided  3. Random pruning is not the best choice\n", answer.Output, StringComparison.Ordinal);
        Assert.Contains("magnitude − random: +", answer.Output, StringComparison.Ordinal);
        Assert.EndsWith("13 not decided\n", answer.Output, StringComparison.Ordinal);
        var chosen = JsonDocument.Parse((await bench.Run("claims", "--db", database, "--claim", "4a", "--claim", "2", "--where", "seed<9", "--format", "json")).Output).RootElement.GetProperty("claims");
        Assert.Equal(["2", "4a"], chosen.EnumerateArray().Select(c => c.GetProperty("id").GetString()));
    }

    [Fact]
    public void Conditions_leave_the_controls_of_what_is_left()
    {
        using var reader = filled.Temporary.Read();
        var data = ClaimData.Read(reader, "quickstart", RowFilter.Parse(["compression>=2"]));
        var control = Assert.Single(Assert.Single(data.Blocks).Arenas, a => a.Control is not null).Control!;
        Assert.NotEqual(ClaimFacts.None, control.Points[1].Values.First().Facts);
    }

    [Fact]
    public async Task The_sweep_that_is_missing_is_one_that_bench_plans_and_keeps_recipes_and_seeds()
    {
        var answer = await bench.Run("claims", "--db", database, "--missing", "missing.yaml");
        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(["bench: wrote missing.yaml: 'bench plan missing.yaml' says what it takes"], answer.Errors);
        var text = File.ReadAllText(Path.Combine(bench.Folder, "missing.yaml"));
        Assert.Contains("- datasets: [digits]\n    models: [lenet5]\n", text, StringComparison.Ordinal);
        Assert.Contains("pretraining: {recipe: short, epochs: 2, batch: 128,", text, StringComparison.Ordinal);
        Assert.Contains("seeds: [0, 1, 2,", text, StringComparison.Ordinal);
        bench.Write("missing.yaml", text.Replace("recipe: short", "recipe: quick-tune", StringComparison.Ordinal)); // no recipe of the catalogue is called so
        var plan = await bench.Run("plan", "missing.yaml", "--no-measure");
        Assert.Equal((0, ""), (plan.ExitCode, string.Join('\n', plan.Errors)));
        Assert.Contains("digits × lenet5", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_one_line()
    {
        (await bench.Run("claims", "--db", database, "--format", "html")).IsMistake("unknown claims format 'html' (valid: text, json, markdown)");
        (await bench.Run("claims", "--db", database, "--claim", "13")).IsMistake("unknown claim '13'");
        (await bench.Run("claims", "--db", database, "--sweep", "nosuch")).IsMistake("unknown sweep 'nosuch'");
        (await bench.Run("claims", "--db", database, "--where", "nosuch=1")).IsMistake("unknown column 'nosuch'");
        (await bench.Run("claims", "--db", database, "--missing", ".")).IsMistake("--missing: '.' is a folder; it takes a file");
        if (OperatingSystem.IsLinux())
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(bench.Folder, "s")));
            (await bench.Run("claims", "--db", database, "--missing", "s")).IsMistake("--missing: 's' is a device, pipe or socket, in whose place a file would come; it takes a file");
        }
        bench.Write("file", "");
        (await bench.Run("claims", "--db", database, "--missing", "file/missing.yaml")).IsMistake("--missing: '");
    }
}
