using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Exporting;
using Bench.Harness.Running;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Onnx;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Tensors;
using Bench.TorchTests.Datasets;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Running;

/// <summary>The weights that cells keep are those of which their headline tells, in whatever form they are taken.</summary>
public sealed class KeptWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static readonly Dictionary<string, CellSpec> Cells = new(StringComparer.Ordinal)
    {
        ["masks"] = TinyCells.Cell("global-magnitude", 8),
        ["control"] = TinyCells.Cell(StrategySpec.Dense, 1),
        ["without training"] = TinyCells.Cell("random", 2) is var cell ? cell with { Retraining = null, Strategy = cell.Strategy with { Retraining = "none" } } : null!,
        ["channels"] = OfChannels(StrategyCatalogue.Find("l1-filters").Spec),
        ["narrower"] = OfChannels(StrategyCatalogue.Find("narrow-dense").Spec),
        ["renewed for measurements"] = Renewed(StrategyCatalogue.Find("global-magnitude").Spec),
        ["renewed channels"] = Renewed(StrategyCatalogue.Find("l1-filters").Spec),
    };

    public static TheoryData<string> Names => [.. Cells.Keys];

    private WorkFolder Work => new(Path.Combine(folder.Path, "work"));

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Names))]
    public void The_kept_network_has_the_accuracy_of_the_headline(string name)
    {
        var (result, kept) = Run(Cells[name]);
        using var network = kept.Build(ModelCatalogue.Find(Cells[name].Model));
        using var data = DatasetLoader.Load("digits", new SearchPath([]));
        var headline = result.Evaluations.First(e => e.Point == result.Headline && e.Split == "test");
        Assert.Equal(headline, Evaluator.Evaluate(network, data.Test, kept.Facts.Normalization, headline.Point, "test", stop: TestContext.Current.CancellationToken));
        Assert.Equal((headline.Correct, headline.Total), ((int)kept.Facts.Correct, (int)kept.Facts.Total));
        Assert.Equal(result.Size.KeptPrunable, kept.Masks.Count == 0 ? result.Size.KeptPrunable : kept.Masks.Values.Sum(m => m.sum(int64).item<long>()));
        foreach (var (of, mask) in kept.Masks) Assert.Equal(0, kept.State[of].masked_select(mask.logical_not()).count_nonzero().item<long>());
        kept.Dispose();
    }

    [Fact]
    public void Safetensors_have_the_names_of_the_model_and_nothing_else_and_masks_are_beside()
    {
        var (result, kept) = Run(Cells["masks"]);
        using var _ = kept;
        var path = Path.Combine(folder.Path, "w.safetensors");
        var masks = new WeightExport(kept, ModelCatalogue.Find("lenet-300-100"), "it").ToSafeTensors(path);
        Assert.Equal(Path.Combine(folder.Path, "w.masks.safetensors"), masks);
        using var network = Network.Create(ModelCatalogue.Find("lenet-300-100"), new(1, 8, 8), 10, SeededStream.For(1, "initialization"));
        WeightImport.Load(network, new(path));
        Assert.Equal(kept.State["fc1.weight"].data<float>().ToArray(), network.Find("fc1.weight").contiguous().data<float>().ToArray());
        Assert.Equal(result.Size.KeptPrunable, SafeTensorsFile.Read(masks!).Values.Sum(m => m.sum(int64).item<long>()));

        // Another cell's weights without masks, written over them, have not these beside them.
        var (_, smaller) = Run(Cells["channels"]);
        using var __ = smaller;
        Assert.Null(new WeightExport(smaller, ModelCatalogue.Find("conv2"), "it").ToSafeTensors(path));
        Assert.False(File.Exists(masks));
    }

    [Fact]
    public void Removed_channels_are_zeros_in_the_dense_form_which_computes_the_same()
    {
        var (result, kept) = Run(Cells["channels"]);
        using var _ = kept;
        var model = ModelCatalogue.Find("conv2");
        using var small = kept.Build(model);
        using var dense = kept.BuildDense(model)!;
        Assert.Equal(NetworkGraph.Of(model, kept.Facts.Input, 10).TotalParameters, dense.TotalParameters);
        Assert.Equal(result.Size.KeptParameters, small.TotalParameters);
        var inputs = Bench.TorchTests.Onnx.Exported.Inputs(small.Input);
        foreach (var (one, other) in Bench.TorchTests.Onnx.Exported.Scores(small, inputs).Zip(Bench.TorchTests.Onnx.Exported.Scores(dense, inputs))) Assert.Equal(one, other, 1e-5);
        var path = Path.Combine(folder.Path, "w.safetensors");
        var masks = new WeightExport(kept, model, "it") { Dense = true }.ToSafeTensors(path);
        Assert.Equal(small.TotalParameters, SafeTensorsFile.Read(masks!).Values.Sum(m => m.sum(int64).item<long>()));
        Assert.Null(new WeightExport(kept, model, "it").ToSafeTensors(path));
    }

    [Fact]
    public void Onnx_files_compute_what_the_cell_does_and_say_how_inputs_are_normalized()
    {
        var (_, kept) = Run(Cells["channels"]);
        using var _ = kept;
        var path = Path.Combine(folder.Path, "w.onnx");
        var (difference, largest) = new WeightExport(kept, ModelCatalogue.Find("conv2"), "it").ToOnnx(path, withNormalization: true, foldNorms: true, calibration: null, seed: 1);
        Assert.InRange(difference, 0, 1e-5 * Math.Max(1, largest));
        var metadata = global::Onnx.ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).MetadataProps.ToDictionary(m => m.Key, m => m.Value);
        Assert.Equal(string.Join(' ', kept.Facts.Normalization.Mean.Select(v => v.ToString("R"))), metadata["bench.mean"]);
        Assert.Contains("the first nodes normalize them", metadata["bench.input"], StringComparison.Ordinal);
        using var data = DatasetLoader.Load("digits", new SearchPath([]));
        using var session = new OnnxSession(File.ReadAllBytes(path));
        using var pixels = data.Test.Images.to(float32).div(Scalars.Of(255));
        var scores = session.Run(pixels.contiguous().data<float>().ToArray(), pixels.shape);
        var labels = data.Test.Labels.data<long>().ToArray();
        Assert.Equal(kept.Facts.Correct, scores.Chunk(10).Zip(labels).LongCount(s => Array.IndexOf(s.First, s.First.Max()) == s.Second));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void An_ONNX_file_whose_outputs_are_no_numbers_is_not_written(bool withNormalization)
    {
        var (_, kept) = Run(Cells["masks"]);
        using var _ = kept;
        using (no_grad()) kept.State["fc3.bias"].fill_(Scalars.Of(float.NaN));
        var (path, export) = (Path.Combine(folder.Path, "w.onnx"), new WeightExport(kept, ModelCatalogue.Find("lenet-300-100"), "it"));
        var told = Assert.Throws<UserError>(() => export.ToOnnx(path, withNormalization, foldNorms: false, calibration: null, seed: 1)).Message;
        Assert.Equal("an output of the network, or of its ONNX file, is no number: no file was written", told);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Outputs_that_differ_are_a_failure_unless_they_are_quantized()
    {
        WeightExport.Check(9e-4, 10, isQuantized: false);
        WeightExport.Check(0.5, 10, isQuantized: true);
        Assert.Equal("in ONNX Runtime outputs differ from ours by 2.0e-4, the largest being 0.5: no file was written", Assert.Throws<UserError>(() => WeightExport.Check(2e-4, 0.5, isQuantized: false)).Message);
        Assert.Throws<UserError>(() => WeightExport.Check(double.NaN, 10, isQuantized: true));
    }

    [Fact]
    public void Latencies_in_ONNX_Runtime_stand_beside_ours_and_int8_has_an_accuracy_of_its_own()
    {
        var (_, kept) = Run(Cells["masks"]);
        kept.Dispose();
        var planned = TinyCells.Planned(Cells["masks"]);
        using var runner = Runner();
        var job = new Job { Kind = JobKind.Latency, Cell = planned.Spec, Identity = planned.Identity, PretrainingIdentity = planned.PretrainingIdentity, Shape = new() { Correct = kept.Facts.Correct, Densities = new Dictionary<string, double> { ["fc1"] = 0.1 } }, OnnxRuntime = true, Int8 = true };
        var found = runner.MeasureLatencies(job, CancellationToken.None);
        Assert.Equal(
            ["bench fp32 dense 1", "bench fp32 masked 1", "onnx-runtime fp32 dense 1", "onnx-runtime fp32 masked 1", "onnx-runtime int8 masked 1"],
            found.Networks.Where(n => n.Batch == 1).Select(n => $"{n.Runtime} {n.Precision} {n.Network} {n.Batch}"));
        Assert.All(found.Networks, n => Assert.Equal(n.Runtime == "bench", n.RuntimeVersion is null));
        Assert.Equal(["fp32", "int8"], found.Deployed.Select(d => d.Precision));
        Assert.Equal(kept.Facts.Correct, found.Deployed[0].Correct);
        Assert.InRange(found.Deployed[1].Correct, found.Deployed[0].Correct - 8, found.Deployed[0].Correct + 8);
        Assert.InRange(found.Deployed[1].FileBytes, 0, found.Deployed[0].FileBytes * 0.35);

        var told = Assert.Throws<UserError>(() => runner.MeasureLatencies(job with { Shape = job.Shape! with { Correct = kept.Facts.Correct + 1 } }, CancellationToken.None)).Message;
        Assert.Contains("those that are kept are not of its result", told, StringComparison.Ordinal);
        File.Delete(Work.Weights(planned.Identity));
        Assert.Contains("none are kept: 'bench reproduce", Assert.Throws<UserError>(() => runner.MeasureLatencies(job, CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_told_and_not_used()
    {
        var (_, kept) = Run(Cells["masks"]);
        kept.Dispose();
        var path = Work.Weights(TinyCells.Planned(Cells["masks"]).Identity);
        var bytes = File.ReadAllBytes(path);
        bytes[^9] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Contains("the kept weights are of no use", Assert.Throws<UserError>(() => KeptWeights.Read(path)).Message, StringComparison.Ordinal);
    }

    private static CellSpec OfChannels(StrategySpec strategy) => TinyCells.Cell(model: "conv2", compression: 2, epochs: 1) with { Strategy = strategy };

    private static CellSpec Renewed(StrategySpec strategy) => TinyCells.Cell(model: "resnet20@width=0.25", compression: 2, epochs: 2) with
    {
        Strategy = strategy with { MeasureAfter = "renew-norm" }, Augmentation = new(Flip: false, CropPadding: 0),
    };

    private (CellResult Result, KeptNetwork Kept) Run(CellSpec cell)
    {
        var planned = TinyCells.Planned(cell);
        using var runner = Runner();
        var result = runner.Run(cell, planned.Identity, planned.PretrainingIdentity, CancellationToken.None, keepWeights: true);
        return (result, KeptWeights.Read(Work.Weights(planned.Identity)));
    }

    private CellRunner Runner() => new(new SearchPath([]), Work, TimeSpan.FromHours(1), TimeProvider.System, _ => { });
}
