using System.Globalization;
using System.Text.Json;
using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

/// <summary>Against scores that published code (SNIP, GraSP, SynFlow) and formulas gave in fp64, evaluation mode, of two models with given weights.</summary>
public sealed class GoldenScoresTests
{
    private static readonly IProtocol Protocol = Protocols.Find("all-weights");

    /// <summary>Published scores and ours, with the relative tolerance of their arithmetic: fp64, or sums of fp32 gradients.</summary>
    public static TheoryData<string, string, string, double> Cases =>
    [
        .. from model in (string[])["mnistnet", "resnet20"]
           from pair in ((string, string, double)[])
           [
               ("snip", "gradient", 2e-5), ("grasp", "grasp", 1e-9), ("synflow", "synflow", 1e-12), ("taylor-batches-of-4", "taylor", 1e-4),
               ("fisher-diagonal", "fisher", 1e-4), ("lamp", "lamp", 1e-12),
           ]
           select (model, pair.Item1, pair.Item2, pair.Item3),
    ];

    [Theory, MemberData(nameof(Cases))]
    public void Scores_are_those_of_published_code(string model, string published, string criterion, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var json = JsonDocument.Parse(File.ReadAllText(SharedFiles.Find($"golden/{model}-scores.json")));
        using var network = Load(model, out var batch);
        IReadOnlyList<LabeledBatch> batches = published == "taylor-batches-of-4" ? Split(batch, 4) : [batch];
        using var scores = Pruner.Score(network, Protocol, Criteria.Find(criterion), batches, BatchNormMode.Eval, seed: 1);

        // SNIP's and GraSP's are divided by their sum, which orders nothing.
        var values = scores.Flat.to(ScalarType.Float64);
        if (published is "snip" or "grasp") values = values.div(values.sum().abs().add(Scalars.Of(published == "grasp" ? 1e-10 : 0.0)));
        var expected = json.RootElement.GetProperty("scores").GetProperty(published);
        foreach (var (tensor, own) in scores.Tensors.Zip(values.split([.. scores.Tensors.Select(t => t.Elements)])))
        {
            var golden = expected.GetProperty(tensor.Name);
            var scale = golden.GetProperty("abs_sum").GetDouble();
            AssertClose("sum", own.sum().item<double>(), scale);
            AssertClose("abs_sum", own.abs().sum().item<double>(), scale);
            AssertClose("max", own.max().item<double>(), golden.GetProperty("max").GetDouble());
            AssertClose("min", own.min().item<double>(), golden.GetProperty("max").GetDouble());
            foreach (var (index, first) in golden.GetProperty("first").EnumerateArray().Index())
                Assert.True(Math.Abs(first.GetDouble() - own[index].item<double>()) <= tolerance * golden.GetProperty("max").GetDouble(), $"{tensor.Name}[{index}]");

            void AssertClose(string name, double actual, double size)
            {
                var difference = Math.Abs(golden.GetProperty(name).GetDouble() - actual);
                Assert.True(difference <= tolerance * size, $"{tensor.Name}: {name} is {actual}, not {golden.GetProperty(name).GetDouble()}");
            }
        }
    }

    /// <summary>SNIP is |w·g| ÷ Σ|w·g|, here in fp64: weights whose scores lie nearer than fp32 tells may fall otherwise.</summary>
    [Theory, InlineData("mnistnet"), InlineData("resnet20")]
    public void Gradient_gives_the_masks_of_SNIP(string model)
    {
        using var scope = NewDisposeScope();
        using var network = Load(model, out var batch);
        using var gradient = Pruner.Score(network, Protocol, Criteria.Find("gradient"), [batch], BatchNormMode.Eval, seed: 1);
        network.Mode = PassMode.Evaluation;
        using var twin = new DoubleTwin(network);
        nn.functional.cross_entropy(twin.Forward(batch.Inputs), batch.Labels).backward();
        var parts = gradient.Tensors.Select(twin.Parameter).Select(p => p.detach().mul(p.grad!).abs()).ToList();
        var sum = parts.Select(p => p.sum()).Aggregate((one, other) => one.add(other, Scalars.One));
        using var snip = Scores.Of(Criteria.Find("gradient"), gradient.Tensors, [.. parts.Select(p => p.div(sum))]);
        foreach (var compression in (double[])[2, 10, 100])
        {
            using var ours = Pruner.Cut(network, Protocol, Scopes.Find("global"), gradient, compression, seed: 1);
            using var published = Pruner.Cut(network, Protocol, Scopes.Find("global"), snip, compression, seed: 1);
            var differing = ours.Masks.Zip(published.Masks, (a, b) => a.Keep.ne(b.Keep).sum().item<long>()).Sum();
            Assert.True(differing <= Math.Max(ours.TiedScores, ours.Prunable / 20_000), $"{differing} of {ours.Prunable} at {compression}");
        }
    }

    /// <summary>
    /// The published rule removes the ⌊(1 − d)·N⌋ lowest scores and whatever equals them, d falling to the asked density by equal factors in 100 rounds.
    /// </summary>
    [Theory]
    [InlineData("mnistnet", "0.1"), InlineData("mnistnet", "0.03"), InlineData("mnistnet", "0.01"), InlineData("mnistnet", "0.003"), InlineData("resnet20", "0.003")]
    public void SynFlow_in_100_rounds_gives_the_published_masks_bit_for_bit(string model, string density) =>
        AssertRounds(model, density, (scores, kept) =>
        {
            var values = scores.Of<double>().ToArray();
            var threshold = kept == values.Length ? double.NegativeInfinity : OrderStatistics.At<double>(values, values.Length - kept - 1);
            return new MaskSet(scores.Tensors, [.. values.Select(v => v > threshold)], kept, 0);
        }, AssertSame);

    /// <summary>Exact counts keep some that the published rule removes beside their equals.</summary>
    [Theory, InlineData("mnistnet", "0.01")]
    public void SynFlow_in_100_rounds_of_exact_counts_gives_the_published_counts_but_for_a_handful(string model, string density) =>
        AssertRounds(model, density, (scores, kept) => ExactCut.Of(scores, Scopes.Find("global"), kept, seed: 1), (golden, masks) =>
        {
            Assert.Equal(masks.AskedKept, masks.KeptPrunable);
            Assert.All(masks.Masks, m => Assert.InRange(m.Kept - golden.GetProperty("kept").GetProperty(m.Tensor.Name).GetInt64(), -5, 5));
        });

    private static void AssertSame(JsonElement golden, MaskSet masks) => Assert.All(masks.Masks, m => Assert.Equal(
        (m.Tensor.Name, golden.GetProperty("kept").GetProperty(m.Tensor.Name).GetInt64(), golden.GetProperty("sha256_packbits").GetProperty(m.Tensor.Name).GetString()),
        (m.Tensor.Name, m.Kept, Fingerprint.Of(m.PackedBits())[..16])));

    private static void AssertRounds(string model, string density, Func<Scores, long, MaskSet> cut, Action<JsonElement, MaskSet> assert)
    {
        using var scope = NewDisposeScope();
        using var json = JsonDocument.Parse(File.ReadAllText(SharedFiles.Find($"golden/{model}-scores.json")));
        using var network = Load(model, out _);
        for (var round = 1; round <= 100; round++)
        {
            using var scores = Pruner.Score(network, Protocol, Criteria.Find("synflow"), [], BatchNormMode.Eval, seed: 1);
            var elements = scores.Flat.NumberOfElements;
            using var masks = cut(scores, elements - (long)((1 - Math.Pow(double.Parse(density, CultureInfo.InvariantCulture), round / 100.0)) * elements));
            using var flat = masks.FlatMask(network);
            network.Flat.ApplyMask(flat);
            if (round == 100) assert(json.RootElement.GetProperty("synflow_masks").GetProperty(density), masks);
        }
    }

    private static IReadOnlyList<LabeledBatch> Split(LabeledBatch batch, int size) =>
        [.. batch.Inputs.split(size).Zip(batch.Labels.split(size), (x, y) => new LabeledBatch(x, y))];

    private static Network Load(string model, out LabeledBatch batch)
    {
        var golden = SafeTensorsFile.Read(SharedFiles.Find($"golden/{model}.safetensors"));
        var network = TestNetworks.Of(model == "mnistnet" ? "lenet5" : model, model == "mnistnet" ? new InputShape(1, 28, 28) : new InputShape(3, 32, 32), 10);
        using var _ = no_grad();
        foreach (var (name, tensor) in network.State) tensor.copy_(golden[$"w/{name}"]);
        batch = new LabeledBatch(golden["x"], golden["y"]);
        return network;
    }
}
