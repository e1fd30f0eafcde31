using Bench.Harness.Running;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.TorchTests.Harness.Running;

/// <summary>
/// Whatever makes two cells different cells is in plain columns of every view of cells, and in no hash is anything else: an option that comes without its column fails here.
/// </summary>
public sealed class DescriptionsTests : IDisposable
{
    private static readonly CellSpec Plain = new()
    {
        Protocol = "bench",
        Dataset = new() { Name = "mnist" },
        Model = "lenet5",
        Pretraining = RecipeCatalogue.Find("quick-train").Recipe,
        Strategy = new() { Name = "layer-gradient", Criterion = "gradient", Scope = "layer" },
        Compression = 4,
        Seed = 1,
        Retraining = RecipeCatalogue.Find("quick-tune").Recipe,
    };

    private static readonly CellSpec Own = Plain with
    {
        Dataset = new()
        {
            Name = "mine", Files = new() { Format = "csv", Train = ["/a/x.csv"], Test = ["/a/y.csv"], Classes = 3, Shape = [1, 8, 8], Sha256 = "cd34" },
        },
    };

    private static readonly CellSpec Imported = Plain with
    {
        Pretraining = null, Start = new() { Path = "/a/weights.safetensors", Sha256 = "ab12", Mean = [0.5], Std = [0.25] },
    };

    // Keys, hashes and texts made of other columns; a start is a hash, but of imported weights it is all that there is to say.
    private static readonly string[] NotPlain =
        ["cell", "identity", "setting", "curve", "point", "control", "retraining_id", "retraining_text", "pretraining_id", "pretraining_text", "composition", "strategy"];

    private readonly string folder = Directory.CreateTempSubdirectory("bench-descriptions-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Cells_that_differ_in_any_option_are_told_apart_by_a_plain_column()
    {
        var changes = Changes().ToList();
        var rows = Stored([.. changes.SelectMany(change => new[] { change.From, change.Changed })]);
        foreach (var (from, changed) in changes)
        {
            Assert.NotEqual(CellIdentity.Of(from), CellIdentity.Of(changed));
            var (one, other) = (rows[CellIdentity.Of(from)], rows[CellIdentity.Of(changed)]);
            var plain = one.Keys.Except(NotPlain).Except(from.Start is null ? ["start"] : []);
            Assert.True(plain.Any(column => !Equals(one[column], other[column])), $"no column tells {changed} from {from}");
            Assert.Equal(from.Seed != changed.Seed, Equals(one["point"], other["point"]));
        }
    }

    [Fact]
    public void Labels_and_paths_change_no_column()
    {
        var relabelled = Own with
        {
            Dataset = Own.Dataset with { Files = Own.Dataset.Files! with { Train = ["/b/x.csv"], Test = ["/b/y.csv"] } },
            Pretraining = Own.Pretraining! with { Name = "a" }, Retraining = Own.Retraining! with { Name = "b" }, Strategy = Own.Strategy with { Name = "c" },
            Versions = new() { ["training"] = 1 },
        };
        Assert.Equal(CellIdentity.Of(Own), CellIdentity.Of(relabelled));
        relabelled = relabelled with { Seed = 2 };
        var rows = Stored([Own, relabelled]);
        var (one, other) = (rows[CellIdentity.Of(Own)], rows[CellIdentity.Of(relabelled)]);
        Assert.All(one.Keys.Except(["cell", "identity", "seed", "start"]), column => Assert.Equal(one[column], other[column]));
    }

    [Fact]
    public void Every_strategy_of_the_catalogue_keeps_its_name_and_others_are_composed()
    {
        foreach (var named in StrategyCatalogue.All)
            Assert.Equal(named.Name, Descriptions.Of(Planned(Plain with { Strategy = named.Spec with { Name = "mine" } })).Composition);
        Assert.Equal("layer-random", StrategyCatalogue.NameOf(new() { Name = "mine", Criterion = "random", Scope = "layer" }));
        Assert.Equal("global-snip-channel-iterative", StrategyCatalogue.NameOf(new() { Name = "mine", Criterion = "snip", Scope = "global", Structure = "channel", Schedule = "iterative" }));
    }

    private static IEnumerable<(CellSpec From, CellSpec Changed)> Changes()
    {
        yield return (Plain, Plain with { Protocol = "shrinkbench" });
        yield return (Plain, Plain with { Dataset = new() { Name = "digits" } });
        yield return (Plain, Plain with { Model = "conv2" });
        yield return (Plain, Plain with { Compression = 4.5 });
        yield return (Plain, Plain with { Seed = 2 });
        yield return (Plain, Plain with { Precision = "bf16" });
        yield return (Plain, Plain with { Strategy = Plain.Strategy with { Retraining = "none" }, Retraining = null });
        yield return (Plain, Plain with { Strategy = Plain.Strategy with { Criterion = "activation" } });
        yield return (Plain, Plain with { Strategy = Plain.Strategy with { Scope = "global" } });
        yield return (Plain, Plain with { Strategy = Plain.Strategy with { Structure = "channel" } });
        yield return (Plain, Plain with { Strategy = Plain.Strategy with { Schedule = "iterative" } });
        yield return (Plain, Plain with { Strategy = Plain.Strategy with { ScoringSamples = 256 } });
        yield return (Plain, Plain with { Strategy = Plain.Strategy with { ScoringBatch = 64 } });
        yield return (Plain, Plain with { Strategy = Plain.Strategy with { ScoringBatchNorm = "train" } });
        yield return (Plain, Plain with { Versions = new() { ["criterion/gradient"] = 2 } });
        yield return (Plain, Plain with { Versions = new() { ["training"] = 2 } });
        yield return (Plain, Plain with { Pretraining = null, Start = Imported.Start });
        foreach (var changed in Changes(Plain.Retraining!)) yield return (Plain, Plain with { Retraining = changed });
        foreach (var changed in Changes(Plain.Pretraining!)) yield return (Plain, Plain with { Pretraining = changed });
        var bySteps = Plain with { Retraining = Plain.Retraining! with { LearningRate = new() { Rate = 1e-3, Schedule = "step", Drops = [0.5] } } };
        yield return (bySteps, bySteps with { Retraining = bySteps.Retraining with { LearningRate = bySteps.Retraining.LearningRate with { Drops = [0.5, 0.75] } } });
        yield return (bySteps, bySteps with { Retraining = bySteps.Retraining with { LearningRate = bySteps.Retraining.LearningRate with { Gamma = 0.2 } } });
        var bySgd = Plain with { Retraining = Plain.Retraining! with { Optimizer = new() { Name = "sgd" } } };
        yield return (bySgd, bySgd with { Retraining = bySgd.Retraining with { Optimizer = bySgd.Retraining.Optimizer with { Momentum = 0.9 } } });
        yield return (bySgd, bySgd with { Retraining = bySgd.Retraining with { Optimizer = bySgd.Retraining.Optimizer with { Nesterov = true } } });
        foreach (var changed in Changes(Own.Dataset.Files!)) yield return (Own, Own with { Dataset = Own.Dataset with { Files = changed } });
        yield return (Imported, Imported with { Start = Imported.Start! with { Sha256 = "ef56" } });
        yield return (Imported, Imported with { Start = Imported.Start! with { Mean = [0.4] } });
        yield return (Imported, Imported with { Start = Imported.Start! with { Std = [0.2] } });
    }

    private static IEnumerable<RecipeSpec> Changes(RecipeSpec recipe) =>
    [
        recipe with { Epochs = 77 }, recipe with { Epochs = null, Steps = 77 }, recipe with { Batch = 77 }, recipe with { Flip = true }, recipe with { CropPadding = 4 }, recipe with { ScaleL1 = 1e-4 },
        recipe with { LearningRate = recipe.LearningRate with { Rate = 0.7 } }, recipe with { LearningRate = recipe.LearningRate with { Schedule = "constant" } },
        recipe with { LearningRate = recipe.LearningRate with { Warmup = 0.2 } },
        recipe with { Optimizer = recipe.Optimizer with { Name = "adamw" } }, recipe with { Optimizer = recipe.Optimizer with { WeightDecay = 0.1 } },
        recipe with { Optimizer = recipe.Optimizer with { Beta1 = 0.8 } }, recipe with { Optimizer = recipe.Optimizer with { Beta2 = 0.99 } },
        recipe with { Optimizer = recipe.Optimizer with { Epsilon = 1e-7 } },
    ];

    private static IEnumerable<Bench.Core.OwnFiles> Changes(Bench.Core.OwnFiles files) =>
    [
        files with { Format = "cifar-bin" }, files with { Classes = 4 }, files with { Shape = [1, 4, 16] }, files with { MaxValue = 16 }, files with { Label = "first" },
        files with { Header = true }, files with { Mean = [0.5] }, files with { Std = [0.5] }, files with { Sha256 = "ef56" },
        files with { Train = ["/a/x.csv", "/a/y.csv"], Test = ["/a/z.csv"] },
    ];

    private static PlannedCell Planned(CellSpec cell) => new(cell, CellIdentity.Of(cell), CellIdentity.PretrainingOf(cell));

    // Their rows of v_cells, by identity.
    private Dictionary<string, Dictionary<string, object?>> Stored(IReadOnlyList<CellSpec> cells)
    {
        var path = Path.Combine(folder, "bench.db");
        var planned = cells.Select(Planned).DistinctBy(cell => cell.Identity);
        using (var store = ResultStore.Open(path, TimeProvider.System))
            store.RegisterSweep(new() { Name = "s", Text = "", Sha256 = "" }, [.. planned.Select((cell, i) => (Descriptions.Of(cell), i))], []);
        using var reader = ResultReader.Open(path);
        var result = reader.Query("SELECT * FROM v_cells");
        return result.Rows.Select(row => result.Columns.Zip(row).ToDictionary()).ToDictionary(row => (string)row["identity"]!);
    }
}
