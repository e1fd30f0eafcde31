using Bench.Results;

namespace Bench.Harness.Training;

/// <summary>What an evaluation tells beside loss and accuracy.</summary>
public sealed record EvaluationDetails
{
    /// <summary>By label, from 0.</summary>
    public required IReadOnlyList<ClassAccuracy> Classes { get; init; }

    /// <summary>
    /// Σ over 15 bins of equal width of the highest probability of (samples in the bin ÷ all) · |accuracy − mean highest probability| (Guo et al., "On
    /// calibration of modern neural networks", ICML 2017); a bin has its upper end. NaN where an output is.
    /// </summary>
    public required double CalibrationError { get; init; }

    /// <summary>The class with the highest output, by sample; -1 where an output is NaN.</summary>
    public required IReadOnlyList<int> Predictions { get; init; }

    /// <summary>Share of samples for which another network predicts the same class; -1 agrees with nothing.</summary>
    public double AgreementWith(IReadOnlyList<int> predictions)
    {
        if (predictions.Count != Predictions.Count) throw new ArgumentException($"{predictions.Count} predictions for {Predictions.Count} samples", nameof(predictions));
        return Predictions.Zip(predictions).Count(both => both.First == both.Second && both.First >= 0) / (double)Predictions.Count;
    }
}
