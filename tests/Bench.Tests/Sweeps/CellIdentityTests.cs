using System.Text.Json;
using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

public class CellIdentityTests
{
    private static readonly CellSpec Plain = new()
    {
        Protocol = "bench",
        Dataset = new() { Name = "mnist" },
        Model = "lenet5",
        Pretraining = RecipeCatalogue.Find("lottery-lenet").Recipe,
        Strategy = new() { Name = "layer-gradient", Criterion = "gradient", Scope = "layer" },
        Compression = 4,
        Seed = 1,
        Retraining = RecipeCatalogue.Find("shrinkbench-plain").Recipe,
    };

    private static readonly CellSpec Imported = Plain with
    {
        Dataset = new() { Name = "cifar10" },
        Model = "resnet20",
        Pretraining = null,
        Start = new() { Path = "/a/resnet20.safetensors", Sha256 = "ab12", Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225] },
        Retraining = RecipeCatalogue.Find("he-cifar").Recipe,
    };

    private static readonly CellSpec Own = Plain with
    {
        Dataset = new()
        {
            Name = "mine",
            Files = new() { Format = "csv", Train = ["/a/x.csv"], Test = ["/a/y.csv"], Classes = 3, Shape = [1, 8, 8], Header = true, Sha256 = "cd34" },
        },
        Versions = new() { ["criterion/gradient"] = 2, ["training"] = 3, ["scope/layer"] = 1 },
    };

    private static readonly CellSpec Pictures = Plain with { Dataset = OfPictures(p => p) };

    private static readonly CellSpec Control = Plain with { Strategy = new() { Name = "dense", Retraining = "none" }, Compression = 1, Retraining = null };

    [Fact]
    public void Canonical_text_is_sorted_and_leaves_out_what_stands_at_its_default()
    {
        Assert.Equal("""{"compression":4,"dataset":{"name":"mnist"},"model":"lenet5","pretraining":{"batch":60,"learning-rate":{"rate":0.0012},"optimizer":{"name":"adam"},"steps":50000},"retraining":{"batch":64,"epochs":30,"learning-rate":{"rate":0.0003},"optimizer":{"name":"adam"}},"seed":1,"strategy":{"criterion":"gradient","scope":"layer"}}""",
            CellIdentity.CanonicalJson(Plain));
        Assert.Equal("""{"compression":4,"dataset":{"name":"cifar10"},"model":"resnet20","retraining":{"batch":128,"crop-padding":4,"flip":true,"learning-rate":{"drops":[0.5,0.75],"rate":0.1,"schedule":"step"},"optimizer":{"momentum":0.9,"name":"sgd","weight-decay":0.0001},"steps":64000},"seed":1,"start":{"mean":[0.485,0.456,0.406],"sha256":"ab12","std":[0.229,0.224,0.225]},"strategy":{"criterion":"gradient","scope":"layer"}}""",
            CellIdentity.CanonicalJson(Imported));
        Assert.Equal("""{"dataset":{"classes":3,"format":"csv","header":true,"name":"mine","sha256":"cd34","shape":[1,8,8],"train-files":1},"model":"lenet5","pretraining":{"batch":60,"learning-rate":{"rate":0.0012},"optimizer":{"name":"adam"},"steps":50000},"seed":1,"versions":{"training":3}}""",
            CellIdentity.CanonicalPretrainingJson(Own));
    }

    // Identities of released configurations never change: if one of these fails, cells that people have computed are lost.
    [Fact]
    public void Identities_stay_what_they_were_released_as()
    {
        Assert.Equal("56f014bc205eec187d24dee263bcce27", CellIdentity.Of(Plain));
        Assert.Equal("ebd6c33f3a86bf46d149cf0a56f1969c", CellIdentity.Of(Imported));
        Assert.Equal("1cb0a58c42acd376b357c54f94e69c5d", CellIdentity.Of(Own));
        Assert.Equal("949d1ae2789122975d43e933bce3f284", CellIdentity.Of(Control));
        Assert.Equal("33641ef8ff3e9f4761225981e824353c", CellIdentity.PretrainingOf(Plain));
        Assert.Equal("673aff86c3bd1e42918d745eb1357f97", CellIdentity.PretrainingOf(Imported));
    }

    // The composition of what is followed is part of it, written out whole: an option that is added must be left out where it stands at its default.
    [Fact]
    public void The_identity_of_a_follower_stays_what_it_was_released_as()
    {
        var rule = (Plain.Strategy with { Floor = 0.01, LayersExcept = ["conv1"] }).Rule;
        var like = OptionValues.None.With("like", JsonSerializer.SerializeToElement(rule, SweepJson.Default.CutRule));
        var follower = Plain with { Strategy = new() { Name = "as-gradient", Criterion = "magnitude", Scope = "like", ScopeOptions = like } };
        Assert.EndsWith("""
            "strategy":{"criterion":"magnitude","scope":"like","scope-options":{"like":{"criterion":"gradient","criterion-options":{},"scope":"layer","scope-options":{},"structure":"weight","structure-options":{},"scoring-samples":1024,"scoring-batch":128,"scoring-batch-norm":"eval","limits":{"floor":0.01,"cap":1,"only":[],"except":["conv1"]}}}}}
            """.Trim(), CellIdentity.CanonicalJson(follower), StringComparison.Ordinal);
        Assert.Equal("50f4b6c6fb8ecb6336a119478e4ccb7b", CellIdentity.Of(follower));
    }

    [Fact]
    public void The_term_on_norm_scales_is_part_of_an_identity_where_it_is_not_0()
    {
        var slimmed = Plain with { Pretraining = Plain.Pretraining! with { ScaleL1 = 1e-4 } };
        Assert.Contains("""
            "optimizer":{"name":"adam"},"scale-l1":0.0001,"steps":50000}
            """.Trim(), CellIdentity.CanonicalPretrainingJson(slimmed));
        Assert.NotEqual(CellIdentity.PretrainingOf(Plain), CellIdentity.PretrainingOf(slimmed));
        var sent = JsonSerializer.Serialize(slimmed, SweepJson.Default.CellSpec);
        Assert.Contains("\"scale-l1\":0.0001", sent, StringComparison.Ordinal);
        Assert.Equal(CellIdentity.Of(slimmed), CellIdentity.Of(JsonSerializer.Deserialize(sent, SweepJson.Default.CellSpec)!)); // as workers get it
        Assert.DoesNotContain("scale-l1", JsonSerializer.Serialize(Plain, SweepJson.Default.CellSpec), StringComparison.Ordinal);
    }

    [Fact]
    public void A_renaming_is_part_of_an_identity_where_it_is_given()
    {
        var renamed = Imported with { Start = Imported.Start! with { Rename = new Dictionary<string, string> { ["fc"] = "linear", ["b"] = "a" } } };
        Assert.Contains("""
            "start":{"mean":[0.485,0.456,0.406],"rename":{"b":"a","fc":"linear"},"sha256":"ab12",
            """.Trim(), CellIdentity.CanonicalJson(renamed));
        Assert.NotEqual(CellIdentity.PretrainingOf(Imported), CellIdentity.PretrainingOf(renamed));
        var sent = JsonSerializer.Deserialize(JsonSerializer.Serialize(renamed, SweepJson.Default.CellSpec), SweepJson.Default.CellSpec)!; // as workers get it
        Assert.Equal(CellIdentity.Of(renamed), CellIdentity.Of(sent));
    }

    [Fact]
    public void An_identity_is_the_hash_of_the_canonical_text() =>
        Assert.Equal(Fingerprint.Of(CellIdentity.CanonicalJson(Own))[..32], CellIdentity.Of(Own));

    [Fact]
    public void Every_object_of_the_canonical_text_has_its_keys_in_order()
    {
        var everything = Own with
        {
            Protocol = "all-weights",
            Precision = "bf16",
            Start = Imported.Start,
            Strategy = new()
            {
                Name = "x", Criterion = "gradient", Scope = "layer", Structure = "channel", Schedule = "iterative", Retraining = "rewind",
                ScoringSamples = 5, ScoringBatch = 5, ScoringBatchNorm = "train",
            },
            Pretraining = RecipeCatalogue.Find("he-cifar").Recipe with
            {
                Optimizer = new() { Name = "sgd", Momentum = 0.9, Nesterov = true, WeightDecay = 1 },
                LearningRate = new() { Rate = 1, Schedule = "step", Drops = [0.5], Gamma = 0.5, Warmup = 0.1 }, ScaleL1 = 1e-4, ResizedCrop = 0.08,
            },
            Retraining = Plain.Retraining! with { Optimizer = new() { Name = "adamw", Beta1 = 0.1, Beta2 = 0.2, Epsilon = 1, WeightDecay = 1 } },
            Dataset = Own.Dataset with { Files = Own.Dataset.Files! with { MaxValue = 16, Label = "first", Mean = [0.5], Std = [0.5], Images = new() { Size = 64, Resize = 72, Grey = true } } },
        };
        Sorted(JsonDocument.Parse(CellIdentity.CanonicalJson(everything)).RootElement);
        Sorted(JsonDocument.Parse(CellIdentity.CanonicalPretrainingJson(everything)).RootElement);

        static void Sorted(JsonElement element)
        {
            if (element.ValueKind != JsonValueKind.Object) return;
            var keys = element.EnumerateObject().Select(p => p.Name).ToList();
            Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
            foreach (var member in element.EnumerateObject()) Sorted(member.Value);
        }
    }

    [Fact]
    public void Labels_and_paths_are_not_part_of_an_identity()
    {
        Assert.Equal(CellIdentity.Of(Plain), CellIdentity.Of(Plain with { Strategy = Plain.Strategy with { Name = "other" } }));
        Assert.Equal(CellIdentity.Of(Plain), CellIdentity.Of(Plain with { Retraining = Plain.Retraining! with { Name = "other" } }));
        Assert.Equal(CellIdentity.Of(Imported), CellIdentity.Of(Imported with { Start = Imported.Start! with { Path = "/elsewhere" } }));
        Assert.Equal(CellIdentity.Of(Own), CellIdentity.Of(Own with { Dataset = Own.Dataset with { Files = Own.Dataset.Files! with { Train = ["/b/z.csv"] } } }));
    }

    private static DatasetSpec OfPictures(Func<ImageOptions, ImageOptions> change) => new()
    {
        Name = "mine",
        Files = new() { Format = "imagefolder", Train = ["/a/train"], Test = ["/a/val"], Classes = 0, Images = change(new() { Size = 64, Resize = 64 }), Sha256 = "ef56" },
    };

    // Files that cannot be decoded either stop the sweep or are of the content that the hash is of.
    [Fact]
    public void Whether_pictures_are_skipped_is_not_part_of_an_identity() =>
        Assert.Equal(CellIdentity.Of(Pictures), CellIdentity.Of(Pictures with { Dataset = OfPictures(p => p with { Corrupt = "skip" }) }));

    [Fact]
    public void Options_that_cannot_matter_are_not_part_of_an_identity()
    {
        Assert.Equal(CellIdentity.Of(Plain), CellIdentity.Of(Plain with { Retraining = Plain.Retraining! with { Optimizer = new() { Name = "adam", Momentum = 0.5 } } }));
        Assert.Equal(CellIdentity.Of(Plain), CellIdentity.Of(Plain with { Retraining = Plain.Retraining! with { LearningRate = new() { Rate = 3e-4, Drops = [0.5], Gamma = 0.2 } } }));
        Assert.Equal(CellIdentity.Of(Imported), CellIdentity.Of(Imported with { Retraining = Imported.Retraining! with { Optimizer = Imported.Retraining!.Optimizer with { Beta1 = 0.5 } } }));
    }

    private static readonly Func<OwnFiles, OwnFiles>[] InOtherForms =
    [
        f => f with { MinValue = -1 }, f => f with { Transpose = true }, f => f with { Layout = "channels-last" }, f => f with { Labels = "one-hot" }, f => f with { LabelsFrom = 1 },
        f => f with { Labels = "words", LabelNames = ["a", "b"] }, f => f with { Labels = "words", LabelNames = ["b", "a"] }, f => f with { Separator = "tab" }, f => f with { Decimal = "comma" },
        f => f with { SkipColumns = [1] }, f => f with { FirstIndex = 0 }, f => f with { TestFraction = 0.2 }, f => f with { TestFraction = 0.2, SplitSeed = 1 }, f => f with { Validation = ["/a/v.csv"] }, f => f with { HasValidation = true },
    ];

    [Fact]
    public void Keys_of_other_forms_stand_in_their_order() => Assert.Equal(
        """{"classes":3,"decimal":"comma","first-index":0,"format":"csv","header":true,"label-names":["a","b"],"labels":"words","labels-from":1,"layout":"channels-last","min-value":-1,"name":"mine","separator":"tab","sha256":"cd34","shape":[1,8,8],"skip-columns":[1],"split-seed":1,"test-fraction":0.2,"train-files":1,"transpose":true,"validation":true,"validation-files":1}""",
        JsonDocument.Parse(CellIdentity.CanonicalJson(Own with { Dataset = Own.Dataset with { Files = InOtherForms.Where((_, i) => i is not (3 or 6)).Aggregate(Own.Dataset.Files!, (files, change) => change(files)) } })).RootElement.GetProperty("dataset").GetRawText());

    [Fact]
    public void Whatever_can_change_a_number_changes_the_identity()
    {
        CellSpec[] all =
        [
            Plain, Plain with { Seed = 2 }, Plain with { Compression = 4.5 }, Plain with { Model = "lenet" }, Plain with { Protocol = "all-weights" },
            Plain with { Dataset = new() { Name = "fashion-mnist" } }, Plain with { Strategy = Plain.Strategy with { Scope = "global" } },
            Plain with { Strategy = Plain.Strategy with { ScoringSamples = 512 } }, Plain with { Strategy = Plain.Strategy with { ScoringBatchNorm = "train" } },
            Plain with { Strategy = Plain.Strategy with { Retraining = "none" }, Retraining = null }, Plain with { Retraining = Plain.Retraining! with { Epochs = 31 } },
            Plain with { Retraining = Plain.Retraining! with { Epochs = null, Steps = 30 } }, Plain with { Retraining = Plain.Retraining! with { Batch = 60 } },
            Plain with { Retraining = Plain.Retraining! with { Flip = true } }, Plain with { Pretraining = Plain.Pretraining! with { CropPadding = 1 } },
            Plain with { Retraining = Plain.Retraining! with { ScaleL1 = 1e-4 } }, Plain with { Pretraining = Plain.Pretraining! with { ScaleL1 = 1e-4 } },
            Plain with { Retraining = Plain.Retraining! with { ResizedCrop = 0.08 } }, Plain with { Retraining = Plain.Retraining! with { ResizedCrop = 0.25 } },
            Pictures, Pictures with { Dataset = OfPictures(p => p with { Size = 32 }) }, Pictures with { Dataset = OfPictures(p => p with { Resize = 72 }) }, Pictures with { Dataset = OfPictures(p => p with { Grey = true }) },
            Plain with { Versions = new() { ["scope/layer"] = 2 } }, Imported, Own, Control,
            Imported with { Start = Imported.Start! with { Sha256 = "ab13" } }, Imported with { Start = Imported.Start! with { Mean = [0, 0, 0] } },
            Own with { Dataset = Own.Dataset with { Files = Own.Dataset.Files! with { Sha256 = "00" } } },
            Own with { Dataset = Own.Dataset with { Files = Own.Dataset.Files! with { Format = "idx" } } },
            Own with { Dataset = Own.Dataset with { Files = Own.Dataset.Files! with { Format = "idx", MaxValue = 16 } } },
            .. InOtherForms.Select(change => Own with { Dataset = Own.Dataset with { Files = change(Own.Dataset.Files!) } }),
        ];
        Assert.Equal(all.Length, all.Select(CellIdentity.Of).Distinct().Count());
    }

    [Fact]
    public void A_pretraining_does_not_depend_on_what_is_done_afterwards()
    {
        var start = CellIdentity.PretrainingOf(Plain);
        Assert.Equal(start, CellIdentity.PretrainingOf(Control));
        Assert.Equal(start, CellIdentity.PretrainingOf(Plain with { Protocol = "shrinkbench", Compression = 9, Versions = new() { ["criterion/gradient"] = 2 } }));
        Assert.NotEqual(start, CellIdentity.PretrainingOf(Plain with { Seed = 2 }));
        Assert.NotEqual(start, CellIdentity.PretrainingOf(Plain with { Versions = new() { ["training"] = 2 } }));
        Assert.Equal(CellIdentity.PretrainingOf(Imported), CellIdentity.PretrainingOf(Imported with { Seed = 2 }));
    }

    [Fact]
    public void A_cell_survives_the_way_through_JSON()
    {
        foreach (var cell in new[] { Plain, Imported, Own, Control })
        {
            var text = JsonSerializer.Serialize(cell, SweepJson.Default.CellSpec);
            var back = JsonSerializer.Deserialize(text, SweepJson.Default.CellSpec)!;
            Assert.Equal(CellIdentity.CanonicalJson(cell), CellIdentity.CanonicalJson(back));
            Assert.Equal(text, JsonSerializer.Serialize(back, SweepJson.Default.CellSpec));
            Assert.Equal(cell.Strategy.Name, back.Strategy.Name);
            Assert.Equal(cell.Start?.Path, back.Start?.Path);
        }
        Assert.DoesNotContain('\n', JsonSerializer.Serialize(Own, SweepJson.Default.CellSpec));
    }
}
