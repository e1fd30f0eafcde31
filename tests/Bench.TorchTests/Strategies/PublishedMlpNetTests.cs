using System.Globalization;
using Bench.Strategies;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

/// <summary>The MNIST network of WoodFisher, CBS and CHITA: scores in fp64, and how many of the 10,000 test images are right after one cut without training.</summary>
public sealed class PublishedMlpNetTests
{
    private static readonly IProtocol Protocol = Protocols.Find("all-weights");

    [Fact]
    public void The_published_weights_classify_MNIST_as_published()
    {
        using var scope = NewDisposeScope();
        using var network = PublishedMlp.Network();
        Assert.Equal(9397, PublishedMlp.Correct(network, PublishedMlp.First("t10k", 10_000)));
    }

    /// <summary>Published scores and ours, with the samples of a batch (0: no data) and the relative tolerance of sums of fp32 gradients.</summary>
    public static TheoryData<string, string, int, double> Cases => new()
    {
        { "magnitude", "magnitude", 0, 1e-6 }, { "gradient |w*mean g|", "gradient", 1000, 1e-5 }, { "taylor-1 sum over 1000 single-sample batches of (w g)^2", "taylor", 1, 1e-5 },
        { "diagonal fisher w^2 * mean g^2", "fisher", 250, 1e-5 }, { "wanda |w|*||x||, compared globally", "wanda", 250, 1e-6 }, { "lamp", "lamp", 0, 1e-9 },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Scores_and_right_answers_are_the_published_ones(string published, string criterion, int batch, double tolerance)
    {
        using var scope = NewDisposeScope();
        var json = PublishedMlp.Golden("mlpnet-mnist");
        using var network = PublishedMlp.Network();
        IReadOnlyList<LabeledBatch> batches = [];
        if (batch > 0)
        {
            var (inputs, labels) = PublishedMlp.First("train", 1000);
            batches = [.. inputs.split(batch).Zip(labels.split(batch), (x, y) => new LabeledBatch(x, y))];
        }
        using var scores = Pruner.Score(network, Protocol, Criteria.Find(criterion), batches, BatchNormMode.Eval, seed: 1);

        var golden = json.GetProperty("scores").GetProperty(published);
        var values = scores.Flat.to(ScalarType.Float64);
        var sums = values.split([.. scores.Tensors.Select(t => t.Elements)]).Select(s => s.sum().item<double>());
        Assert.All(golden.GetProperty("sum_by_layer").EnumerateArray().Zip(sums), s => Assert.Equal(s.First.GetDouble(), s.Second, tolerance * s.First.GetDouble()));
        if (!json.GetProperty("rows").TryGetProperty(published, out var rows)) return;
        var test = PublishedMlp.First("t10k", 10_000);
        foreach (var row in rows.EnumerateObject())
        {
            var kept = (long)((1 - double.Parse(row.Name, CultureInfo.InvariantCulture)) * values.NumberOfElements);
            using var masks = ExactCut.Of(scores, Scopes.Find("global"), kept, seed: 1);
            Assert.Equal(row.Value.GetProperty("kept_by_layer").EnumerateArray().Select(k => k.GetInt64()), masks.Masks.Select(m => m.Kept));
            using var pruned = PublishedMlp.Network();
            using var flat = masks.FlatMask(pruned);
            pruned.Flat.ApplyMask(flat);
            Assert.Equal((row.Name, row.Value.GetProperty("correct").GetInt64()), (row.Name, PublishedMlp.Correct(pruned, test)));
        }
    }
}
