using Bench.Models;
using Bench.Results;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>Finds numbers that are none. The message begins with what was found (<see cref="AttemptRecord.Reason"/>) and ends with when.</summary>
internal static class Divergence
{
    /// <summary>Throws where a mean loss is NaN or infinite.</summary>
    /// <exception cref="TrainingFailed">It is.</exception>
    public static void CheckLoss(double loss, string what, string when)
    {
        if (!double.IsFinite(loss)) throw new TrainingFailed($"{(double.IsNaN(loss) ? "NaN" : "infinite")} {what} {when}");
    }

    /// <summary>The evaluation, where its loss is finite.</summary>
    /// <exception cref="TrainingFailed">It is not.</exception>
    public static Evaluation Checked(Evaluation evaluation, string when)
    {
        CheckLoss(evaluation.Loss, $"{evaluation.Split} loss", when);
        return evaluation;
    }

    /// <summary>Throws where a parameter or a statistic of a batch norm is NaN or infinite.</summary>
    /// <exception cref="TrainingFailed">One is; the message names the first tensor.</exception>
    public static void Check(Network network, string when)
    {
        if (IsFinite(network)) return;
        using var _ = NewDisposeScope();
        var (name, tensor) = network.State.First(t => !t.Tensor.isfinite().all().item<bool>());
        throw new TrainingFailed($"{(tensor.isnan().any().item<bool>() ? "NaN" : "infinite values")} in {name} {when}");
    }

    /// <summary>Whether all parameters and statistics are numbers.</summary>
    public static bool IsFinite(Network network)
    {
        using var _ = NewDisposeScope();
        return network.Buffers.Select(b => b.Buffer).Prepend(network.Flat.Values).All(t => t.isfinite().all().item<bool>());
    }
}
