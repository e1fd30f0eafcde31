using System.Text.Json;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Methods;
using Bench.Harness.Running;
using Bench.Models;
using Bench.Results;
using Bench.Sweeps;
using Bench.Tensors;
using Bench.TorchTests.Datasets;

namespace Bench.TorchTests.Harness.Running;

/// <summary>Cells that begin alike, on the digits.</summary>
public sealed class SharedStatesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Strategies => ["lottery-ticket", "movement", "granet", "sensitivity-magnitude"];

    [Theory, MemberData(nameof(Strategies))]
    public void Results_are_the_same_bits_whether_beginnings_are_shared_or_not(string strategy)
    {
        PlannedCell[] cells = [Cell(strategy, 4), Cell(strategy, 2.5), Cell(strategy, 2)];
        var work = SharedWork.Of(cells);
        Assert.NotEmpty(work.Kept);
        var (kept, begun) = (new List<string>(), 0);

        List<string> alone, together;
        using (var runner = Runner("alone", _ => { })) alone = [.. cells.Select(c => Numbers(runner.Run(c.Spec, c.Identity, c.PretrainingIdentity, CancellationToken.None)))];
        using (var runner = Runner("together", kept.Add))
            together = [.. cells.Select(c =>
            {
                var own = work.Of(c.Identity);
                if (own.Any(s => File.Exists(Work("together").FileOf(s)))) begun++;
                return Numbers(runner.Run(c.Spec, c.Identity, c.PretrainingIdentity, CancellationToken.None, own));
            })];

        Assert.Equal(alone, together);
        Assert.Equal(2, begun); // after the first of them
        Assert.Equal(work.Needed.Order(), kept.Distinct().Order());
    }

    [Fact]
    public void What_does_not_fit_within_the_bound_is_computed_by_each_cell()
    {
        PlannedCell[] cells = [Cell("lottery-ticket", 4), Cell("lottery-ticket", 2)];
        var work = SharedWork.Of(cells);
        using var runner = Runner("small", _ => { }, bytes: 1000);
        foreach (var cell in cells) runner.Run(cell.Spec, cell.Identity, cell.PretrainingIdentity, CancellationToken.None, work.Of(cell.Identity));
        Assert.False(Directory.Exists(Path.Combine(Work("small").Path, "shared")));
    }

    [Fact]
    public void A_damaged_state_is_computed_again() => Computes_again(file =>
    {
        var bytes = File.ReadAllBytes(file);
        bytes[^5] ^= 1;
        File.WriteAllBytes(file, bytes);
    });

    [Fact]
    public void A_state_of_another_version_of_the_product_is_computed_again() => Computes_again(file =>
    {
        var (tensors, text) = CheckedTensorFile.Read(file);
        Assert.Contains("\"layout\":2", text);
        tensors["network/values"].zero_();
        CheckedTensorFile.Write(file, tensors, text.Replace("\"layout\":2", "\"layout\":1"));
    });

    [Fact]
    public void A_damaged_state_that_another_machine_replaces_meanwhile_is_not_removed()
    {
        PlannedCell[] cells = [Cell("lottery-ticket", 4), Cell("lottery-ticket", 2)];
        var work = SharedWork.Of(cells);
        using (var runner = Runner("replaced", _ => { })) Run(runner, cells[0]);
        var file = Directory.GetFiles(Path.Combine(Work("replaced").Path, "shared")).Single();
        var sound = File.ReadAllBytes(file);
        File.WriteAllBytes(file, sound[..^1]);
        var seen = new List<bool>();
        void Replace(string warning)
        {
            Assert.Contains("computed again", warning, StringComparison.Ordinal);
            File.WriteAllBytes(file, sound);
        }
        using (var runner = new CellRunner(new SearchPath([]), Work("replaced"), TimeSpan.FromHours(1), TimeProvider.System, Replace)
        { Progress = p => { if (p.Phase == "retrain") seen.Add(File.Exists(file)); } })
            Run(runner, cells[1]);
        Assert.NotEmpty(seen);
        Assert.DoesNotContain(false, seen);

        void Run(CellRunner runner, PlannedCell cell) => runner.Run(cell.Spec, cell.Identity, cell.PretrainingIdentity, CancellationToken.None, work.Of(cell.Identity));
    }

    [Fact]
    public void Of_two_machines_that_make_one_pretraining_at_once_both_go_on_from_the_one_that_was_there_first()
    {
        var cell = TinyCells.Planned(TinyCells.Cell());
        PretrainingRecord? first = null;
        void Meanwhile(WorkerProgress progress)
        {
            if (first is not null || progress.Phase != "pretrain") return;
            using var other = Runner("at-once", _ => { });
            first = other.Pretrain(cell.Spec, cell.PretrainingIdentity, CancellationToken.None).Record;
        }
        using var slow = new CellRunner(new SearchPath([]), Work("at-once"), TimeSpan.Zero, new Ticking(), Assert.Fail) { Attempt = "0", Progress = Meanwhile };
        var (second, cached) = slow.Pretrain(cell.Spec, cell.PretrainingIdentity, CancellationToken.None);
        Assert.NotNull(first);
        Assert.False(cached);
        Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(second)); // its seconds too
        Assert.Empty(Directory.GetFiles(Work("at-once").Checkpoints));
    }

    // A second passes with each look at the clock, so that progress is told, and checkpoints are written, at every step.
    private sealed class Ticking : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref ticks);
    }

    private void Computes_again(Action<string> damage)
    {
        PlannedCell[] cells = [Cell("lottery-ticket", 4), Cell("lottery-ticket", 2)];
        var work = SharedWork.Of(cells);
        using var runner = Runner("damaged", _ => { });
        runner.Run(cells[0].Spec, cells[0].Identity, cells[0].PretrainingIdentity, CancellationToken.None, work.Of(cells[0].Identity));
        damage(Directory.GetFiles(Path.Combine(Work("damaged").Path, "shared")).Single());
        var second = Numbers(runner.Run(cells[1].Spec, cells[1].Identity, cells[1].PretrainingIdentity, CancellationToken.None, work.Of(cells[1].Identity)));
        Assert.Equal(Numbers(runner.Run(cells[1].Spec, cells[1].Identity, cells[1].PretrainingIdentity, CancellationToken.None)), second);
    }

    [Fact]
    public void While_a_cell_is_on_its_way_to_a_state_others_that_need_it_wait_and_the_rest_goes_on()
    {
        PlannedCell[] cells = [Cell("lottery-ticket", 2), Cell("lottery-ticket", 8), TinyCells.Planned(TinyCells.Cell())];
        var work = SharedWork.Of(cells);
        var scheduler = new Scheduler(cells, job => job.Work?.Trained ?? 1, work, _ => false);
        foreach (var start in cells.Select(c => c.PretrainingIdentity).Distinct()) scheduler.Finished(scheduler.TryTake(0)!);

        var longest = scheduler.TryTake(0)!;
        Assert.Equal(cells[1].Identity, longest.Identity);
        Assert.Equal(cells[2].Identity, scheduler.TryTake(1)!.Identity);
        Assert.Null(scheduler.TryTake(1));
        scheduler.Kept(work.Of(cells[0].Identity).Single().Hash);
        Assert.Equal(cells[0].Identity, scheduler.TryTake(1)!.Identity);
    }

    private static PlannedCell Cell(string strategy, double compression)
    {
        var spec = StrategyCatalogue.Find(strategy).Spec;
        if (spec.Schedule is "gradual" or "granet") spec = spec with { ScheduleOptions = spec.ScheduleOptions.With("every", 10.0) };
        var cell = TinyCells.Cell("global-magnitude", compression) with { Strategy = spec with { ScoringSamples = 256 } };
        if (!Retrainings.Find(spec.Retraining).UsesRetrainingRecipe(spec)) cell = cell with { Retraining = null };
        using var network = Network.Create(ModelCatalogue.Find(cell.Model), new InputShape(1, 8, 8), 10, SeededStream.For(0, "initialization"));
        return TinyCells.Planned(cell with { Facts = MethodFactsOf.Cell(cell, network.Graph, 1294) });
    }

    private WorkFolder Work(string name) => new(Path.Combine(folder.Path, name));

    private CellRunner Runner(string name, Action<string> kept, long bytes = long.MaxValue) =>
        new(new SearchPath([]), Work(name), TimeSpan.FromHours(1), TimeProvider.System, _ => { }) { Kept = kept, SharedBytes = bytes };

    // All but what depends on the clock.
    private static string Numbers(CellResult result) => JsonSerializer.Serialize(result with
    {
        Seconds = new Dictionary<string, double>(), Epochs = [.. result.Epochs.Select(e => e with { Seconds = 0 })], Cuts = [.. result.Cuts.Select(c => c with { Seconds = 0 })],
    });
}
