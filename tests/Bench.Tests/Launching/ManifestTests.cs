using System.Text.Json;
using Bench.Core;
using Bench.Launching;
using Bench.Sweeps;
using static Bench.Tests.Launching.MadeUpWork;

namespace Bench.Tests.Launching;

public sealed class ManifestTests : IDisposable
{
    private const string Build = "0.1.0+abc/0123456789abcdef";
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("bench-");

    private SweepFolder Folder => SweepFolder.Of(Path.Combine(temporary.FullName, "bench.db"), "core");

    public void Dispose() => temporary.Delete(recursive: true);

    private static readonly PlanRecord Record = new()
    {
        Sweep = "core", Text = "datasets: [ü]\n", Sha256 = "12", Build = Build, Product = "0.1.0+abc", Database = "/a/bench.db", Tasks = 0, Cells = 0, ManifestSha256 = "", Arrays = [],
        Settings = new() { DataFolders = ["/data"], Device = "cpu", Threads = 1, Attempts = 2, HangTimeout = 600, CheckpointSeconds = 60, SharedBytes = 4 },
    };

    private static readonly IReadOnlyList<PlannedCell> Cells = [.. from strategy in StrategyCatalogue.All from ratio in new[] { 2, 1e5 / 7 } select Cell(strategy.Spec.Name, ratio)];

    private static ClusterPlan Plan { get; } = ClusterPlan.Of(Work(Cells, _ => 300) with { Latencies = Cells.Take(3).Select(c => c.Identity).ToHashSet(), Positions = Cells.Skip(1).Select((c, place) => (c.Identity, place)).ToDictionary() }, new());

    [Fact]
    public void Every_strategy_of_the_catalogue_comes_back_as_the_same_cell()
    {
        var plan = ManifestWriter.Write(Folder, Record, Plan);
        var read = ManifestReader.Open(Folder, plan.Name, Build).ReadAll().ToList();
        Assert.Equal(Plan.Tasks.Count, read.Count);
        foreach (var (written, back) in Plan.Tasks.Zip(read))
        {
            Assert.Equal((written.Task, written.Kind, written.Level, written.Seed, written.Seconds), (back.Task, back.Kind, back.Level, back.Seed, back.Seconds));
            Assert.Equal(written.Pretrainings, back.Pretrainings);
            Assert.Equal(written.After, back.After);
            foreach (var (cell, same) in written.Jobs.Zip(back.Jobs, (a, b) => (a, b)))
            {
                Assert.Equal((cell.Identity, cell.PretrainingIdentity, cell.Latency, cell.IsFinished, cell.Position), (same.Identity, same.PretrainingIdentity, same.Latency, same.IsFinished, same.Position));
                Assert.Equal((cell.OnnxRuntime, cell.Int8, cell.KeepWeights), (same.OnnxRuntime, same.Int8, same.KeepWeights));
                Assert.Equal(cell.Shared, same.Shared);
                Assert.Equal(written.Kind == TaskKind.Cells ? cell.Identity : cell.PretrainingIdentity, written.Kind == TaskKind.Cells ? CellIdentity.Of(same.Cell) : CellIdentity.PretrainingOf(same.Cell));
                Assert.Equal(JsonSerializer.Serialize(cell.Cell, SweepJson.Default.CellSpec), JsonSerializer.Serialize(same.Cell, SweepJson.Default.CellSpec));
            }
        }
        Assert.Equal(Cells.Select(c => c.Identity).Order(), read.Where(t => t.Kind == TaskKind.Cells).SelectMany(t => t.Jobs).Select(j => j.Identity).Order());
    }

    [Fact]
    public void Imported_weights_own_data_and_shapes_come_back()
    {
        var plain = Cell("global-magnitude", 4);
        var own = plain.Spec with
        {
            Dataset = new() { Name = "mine", Files = new() { Format = "csv", Train = ["/a/ü x.csv"], Test = ["/b.csv"], Classes = 3, Shape = [1, 8, 8], Mean = [1.0 / 3], Sha256 = "cd" } },
            Start = new() { Path = "/w", Sha256 = "ab", Rename = new Dictionary<string, string> { ["b"] = "a" }, Mean = [0.485] }, Pretraining = null,
            Versions = new() { ["training"] = 3 }, Augmentation = new(true, 4), Precision = "bf16",
        };
        var cell = new PlannedCell(own, CellIdentity.Of(own), CellIdentity.PretrainingOf(own));
        var shape = new Bench.Results.NetworkShape { KeptUnits = "k", Densities = new Dictionary<string, double> { ["conv1"] = 0.1 } };
        var plan = ClusterPlan.Of(Work([plain]) with { Unmeasured = [(cell, shape)], IsPretrained = _ => true }, new());
        var line = Assert.Single(ManifestReader.Open(Folder, ManifestWriter.Write(Folder, Record, plan).Name).ReadAll());
        Assert.Equal([CellIdentity.Of(plain.Spec), cell.Identity], line.Jobs.Select(j => CellIdentity.Of(j.Cell)));
        Assert.Equal(["/a/ü x.csv"], line.Jobs[1].Cell.Dataset.Files!.Train);
        Assert.Equal((null, null), (line.Jobs[0].Cell.Start, line.Jobs[1].Cell.Pretraining));
        Assert.Equal(("k", 0.1), (line.Jobs[1].Shape!.KeptUnits, line.Jobs[1].Shape!.Densities["conv1"]));
        Assert.Equal((cell.PretrainingIdentity, true, true), (line.Jobs[1].PretrainingIdentity, line.Jobs[1].IsFinished, line.Jobs[1].Latency));
    }

    [Fact]
    public void What_the_cells_of_a_line_have_in_common_is_written_once()
    {
        var many = Enumerable.Range(0, 100).Select(i => Cell("global-magnitude", 2 + i)).ToList();
        var plan = ManifestWriter.Write(Folder, Record, ClusterPlan.Of(Work(many, _ => 10) with { IsPretrained = _ => true }, new()));
        var text = Assert.Single(File.ReadAllLines(plan.Manifest));
        Assert.Equal(1, text.Split("\"global-magnitude\"").Length - 1);
        Assert.InRange(text.Length, 0, 2500 + 100 * 90);
    }

    [Fact]
    public void The_same_plan_has_the_same_name_and_its_files_are_for_reading_only()
    {
        var first = ManifestWriter.Write(Folder, Record, Plan);
        var written = File.GetLastWriteTimeUtc(first.Record);
        Assert.Equal(first, ManifestWriter.Write(Folder, Record, Plan));
        Assert.Equal(written, File.GetLastWriteTimeUtc(first.Record));
        Assert.NotEqual(first, ManifestWriter.Write(Folder, Record with { Settings = Record.Settings with { Threads = 2 } }, Plan));
        Assert.NotEqual(first, ManifestWriter.Write(Folder, Record with { Planned = new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero) }, Plan));
        Assert.Equal(3, Directory.GetFileSystemEntries(Folder.Plans).Length);
        Assert.Equal(3, Folder.PlanNames().Count);
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in new[] { first.Manifest, first.Index, first.Record }) Assert.Equal((UnixFileMode)Convert.ToInt32("444", 8), File.GetUnixFileMode(file));
    }

    [Fact]
    public void Cells_that_cannot_be_run_are_told_with_the_reason_and_of_a_changed_line_nothing()
    {
        var skipped = Cells.Take(300).Select((c, i) => new TaskJob { Cell = c.Spec, Identity = c.Identity, PretrainingIdentity = c.PretrainingIdentity, SkipReason = $"reason {i}" }).ToList();
        var plan = ManifestWriter.Write(Folder, Record, Plan, skipped);
        var read = ManifestReader.Open(Folder, plan.Name).ReadSkipped().ToList();
        Assert.Equal(skipped.Select(j => (j.Identity, j.SkipReason)), read.Select(j => (CellIdentity.Of(j.Cell), j.SkipReason)));
        File.Delete(plan.Skipped);
        File.WriteAllText(plan.Skipped, "{}\nno line\n");
        Assert.Empty(ManifestReader.Open(Folder, plan.Name).ReadSkipped());
        Assert.Empty(ManifestReader.Open(Folder, ManifestWriter.Write(Folder, Record with { Text = "other" }, Plan).Name).ReadSkipped());
    }

    [Fact]
    public void A_plan_without_its_record_is_told_as_that()
    {
        var plan = ManifestWriter.Write(Folder, Record, Plan);
        File.Delete(plan.Record);
        Assert.StartsWith($"{plan.Record} is not there, without which nothing is known of its tasks: remove {plan.Path}, and ",
            Assert.Throws<UserError>(() => SweepStanding.Of(Folder, [new RecordingScheduler()], TimeProvider.System.GetUtcNow())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_is_read_by_itself_and_the_record_tells_what_there_is()
    {
        var plan = ManifestWriter.Write(Folder, Record, Plan);
        var reader = ManifestReader.Open(Folder, plan.Name, Build);
        Assert.Equal((Plan.Tasks.Count, Cells.Count), (reader.Record.Tasks, reader.Record.Cells));
        Assert.Equal(JsonSerializer.Serialize(Plan.Arrays), JsonSerializer.Serialize(reader.Record.Arrays));
        Assert.Equal(Plan.Tasks[^1].Jobs.Select(j => j.Identity), reader.Read(Plan.Tasks.Count - 1).Jobs.Select(j => j.Identity));
        reader.Verify();
        Assert.Equal($"plan {plan.Name} has tasks 0 to {Plan.Tasks.Count - 1}, not {Plan.Tasks.Count}", Assert.Throws<UserError>(() => reader.Read(Plan.Tasks.Count)).Message);
    }

    [Theory]
    [InlineData("manifest.jsonl")]
    [InlineData("manifest.index")]
    [InlineData("plan.json")]
    public void A_changed_byte_is_refused_in_a_line_that_names_the_file(string name)
    {
        var plan = ManifestWriter.Write(Folder, Record, Plan);
        var file = Path.Combine(plan.Path, name);
        File.SetAttributes(file, FileAttributes.Normal);
        var bytes = File.ReadAllBytes(file);
        foreach (var place in Enumerable.Range(0, 200).Select(i => (int)((long)i * (bytes.Length - 1) / 199)))
            foreach (var bit in new[] { 1, 0x40 })
            {
                bytes[place] ^= (byte)bit;
                File.WriteAllBytes(file, bytes);
                var said = Assert.Throws<UserError>(() => ManifestReader.Open(Folder, plan.Name, Build).ReadAll().Count()).Message;
                Assert.Contains("is not what was written", said, StringComparison.Ordinal);
                Assert.StartsWith(plan.Path, said, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', said);
                bytes[place] ^= (byte)bit;
            }
        File.WriteAllBytes(file, bytes);
        Assert.Equal(Plan.Tasks.Count, ManifestReader.Open(Folder, plan.Name, Build).ReadAll().Count());
    }

    [Fact]
    public void A_line_in_the_place_of_another_is_refused()
    {
        var plan = ManifestWriter.Write(Folder, Record, Plan);
        File.SetAttributes(plan.Index, FileAttributes.Normal);
        var bytes = File.ReadAllBytes(plan.Index);
        File.WriteAllBytes(plan.Index, [.. bytes[8..24], .. bytes[16..]]);
        var said = Assert.Throws<UserError>(() => ManifestReader.Open(Folder, plan.Name, Build).Read(0)).Message;
        Assert.Contains("manifest.jsonl, line 1, is not what was written", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_of_another_build_is_refused_with_both_names_and_a_way_to_go_on()
    {
        var plan = ManifestWriter.Write(Folder, Record, Plan);
        var said = Assert.Throws<UserError>(() => ManifestReader.Open(Folder, plan.Name, "0.1.0+abc/ffff")).Message;
        Assert.Equal($"plan {plan.Name} of {Folder.Path} was made by another build of bench ({Build}) than this one (0.1.0+abc/ffff): "
            + $"use the program in {Folder.Programs}, or plan anew what is missing with 'bench resume {Folder.Path}'", said);
    }

    [Fact]
    public void A_plan_that_is_not_there_is_said_with_those_that_are()
    {
        Assert.Contains("it is not the folder of a sweep on a cluster", Assert.Throws<UserError>(() => ManifestReader.Open(Folder, "1234")).Message, StringComparison.Ordinal);
        var plan = ManifestWriter.Write(Folder, Record, Plan);
        Assert.Contains($"(valid: {plan.Name})", Assert.Throws<UserError>(() => ManifestReader.Open(Folder, "1234")).Message, StringComparison.Ordinal);
    }
}
