using Bench.Datasets;
using Bench.Results;
using Bench.Strategies;
using static TorchSharp.torch;

namespace Bench.Harness.Measuring;

/// <summary>What a reader of a result must be warned of (docs/methods.md).</summary>
internal static class ResultFlags
{
    // A mean loss so many times that of guessing comes from outputs that have grown without bound, not from wrong answers.
    private const double Exploded = 100;

    // One-sided: guessing gets beyond in one of forty tries.
    private const double Deviations = 2;

    /// <summary><c>nearly-dead-layer</c>: a layer keeps fewer weights than a quarter of its outputs, or below 1 % of them and below two an output.</summary>
    public static bool HasNearlyDeadLayer(MaskSet masks) => masks.Masks.Any(m =>
        !m.Tensor.IsBias && m.Kept > 0 && m.Kept < m.Tensor.Elements
        && (4 * m.Kept < m.Tensor.Shape[0] || (100 * m.Kept < m.Tensor.Elements && m.Kept < 2 * m.Tensor.Shape[0])));

    /// <summary><c>cut-off</c>: a class is on no path of kept weights, or no kept weight is on any.</summary>
    public static bool IsCutOff(SizeRecord size) => size.CutOffOutputs > 0 || (size.EffectiveKept == 0 && size.KeptPrunable > 0);

    /// <summary><c>at-chance</c>: no more hits than naming one class always, the most frequent one, has, within two standard deviations.</summary>
    /// <param name="evaluation">The headline on the test set.</param>
    /// <param name="mostFrequent">Test samples of the most frequent class.</param>
    public static bool IsAtChance(Evaluation evaluation, long mostFrequent)
    {
        double n = evaluation.Total, share = mostFrequent / n;
        return evaluation.Correct <= mostFrequent + Deviations * Math.Sqrt(n * share * (1 - share));
    }

    /// <summary><c>loss-exploded</c>: a mean loss above 100 · ln(classes), a hundred times that of guessing.</summary>
    public static bool HasExploded(int classes, IEnumerable<EpochRecord> epochs, IEnumerable<Evaluation> evaluations) =>
        epochs.SelectMany(e => new[] { e.TrainLoss, e.ValidationLoss }).Concat(evaluations.Select(e => e.Loss)).Any(loss => loss > Exploded * Math.Log(classes));

    /// <summary>Samples of the class that has most.</summary>
    public static long MostFrequent(Samples samples)
    {
        using var _ = NewDisposeScope();
        return samples.Labels.bincount(null).max().item<long>();
    }
}
