using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Results;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>Loss and accuracy over all samples of a split.</summary>
public static class Evaluator
{
    /// <summary>Samples in a batch of an evaluation: larger ones are slower, as activations leave the cache, and take memory; irrelevant to the counts.</summary>
    public const int BatchSize = 200;

    /// <summary>
    /// Evaluates in evaluation mode, without gradients; the network's mode is restored. Accuracy is correct ÷ total over
    /// every sample, the last short batch included, and no hit where an output is NaN; the loss is the mean cross-entropy in nats.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped on request.</exception>
    public static Evaluation Evaluate(
        Network network, Samples samples, Normalization normalization, string point, string split, CancellationToken stop = default) =>
        Evaluate(network, samples, normalization, point, split, null, stop);

    /// <summary>As <see cref="Evaluate(Network, Samples, Normalization, string, string, CancellationToken)"/>, with details from the same forward passes.</summary>
    /// <exception cref="OperationCanceledException">Stopped on request.</exception>
    public static (Evaluation Evaluation, EvaluationDetails Details) EvaluateInDetail(
        Network network, Samples samples, Normalization normalization, string point, string split, CancellationToken stop = default)
    {
        using var details = new DetailGathering(network.Classes, network.Device.Place);
        return (Evaluate(network, samples, normalization, point, split, details, stop), details.Read());
    }

    private static Evaluation Evaluate(
        Network network, Samples samples, Normalization normalization, string point, string split, DetailGathering? details, CancellationToken stop)
    {
        var mode = network.Mode;
        network.Mode = PassMode.Evaluation;
        // Summed on the device and read once: reading waits for it.
        using var loss = zeros(1, dtype: float64, device: network.Device.Place).DetachFromDisposeScope();
        using var correct = zeros(1, dtype: int64, device: network.Device.Place).DetachFromDisposeScope();
        using var top5 = zeros_like(correct).DetachFromDisposeScope();
        using (no_grad())
            foreach (var batch in Batches.InOrder(samples, normalization, BatchSize))
                using (batch)
                using (NewDisposeScope())
                {
                    stop.ThrowIfCancellationRequested();
                    var logits = network.Forward(batch.Inputs); // (N, classes)
                    loss.add_(nn.functional.cross_entropy(logits, batch.Labels, reduction: nn.Reduction.Sum), Scalars.One);
                    var numbers = logits.isnan().any(1, keepdim: true).logical_not(); // (N, 1): a NaN would rank highest
                    var best = logits.topk(Math.Min(5, network.Classes)).indexes; // (N, 5)
                    var hits = best.eq(batch.Labels.unsqueeze(1)).logical_and(numbers); // (N, 5)
                    correct.add_(hits[.., 0].sum(), Scalars.One);
                    top5.add_(hits.sum(), Scalars.One);
                    details?.Add(logits, batch.Labels, best[.., 0], numbers.squeeze(1));
                }
        network.Mode = mode;
        return new Evaluation
        {
            Point = point, Split = split, Loss = loss.item<double>() / samples.Count,
            Correct = (int)correct.item<long>(), CorrectTop5 = (int)top5.item<long>(), Total = samples.Count,
        };
    }
}
