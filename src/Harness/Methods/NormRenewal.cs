using Bench.Datasets;
using Bench.Models;
using Bench.Sweeps;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Harness.Methods;

/// <summary>
/// Renews norm statistics: each norm's mean and variance become the average, over batches of training images, of those of the batch (as with PyTorch's
/// <c>momentum=None</c> from reset statistics). Dropout is off. Before that REPAIR (Jordan et al. 2023) may scale and shift each layer's channels.
/// </summary>
internal static class NormRenewal
{
    /// <param name="run">Whose data and seed.</param>
    /// <param name="rule">How.</param>
    /// <param name="of">Whose statistics; null: those of the run's network, as it is now.</param>
    public static void Renew(RunContext run, RenewalRule rule, Network? of = null)
    {
        var network = of ?? run.Network;
        if (rule.Repair) ChannelRepair.Apply(run.Network, run.DenseNetwork(), () => Images(run, rule));
        var norms = network.Norms.Select(n => (Mean: network.Find(n.Name + ".running_mean"), Variance: network.Find(n.Name + ".running_var"))).ToList();
        if (norms.Count == 0) return;
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var sums = norms.Select(n => (Mean: zeros_like(n.Mean, dtype: float64), Variance: zeros_like(n.Mean, dtype: float64))).ToList();
        var batches = 0;
        network.Mode = PassMode.Evaluation with { UsesBatchStatistics = true, Momentum = 1 };
        try
        {
            foreach (var images in Images(run, rule))
                using (images)
                using (NewDisposeScope())
                {
                    run.Stop.ThrowIfCancellationRequested();
                    network.Forward(images.Inputs);
                    foreach (var (norm, sum) in norms.Zip(sums))
                    {
                        sum.Mean.add_(norm.Mean, Scalars.One);
                        sum.Variance.add_(norm.Variance, Scalars.One);
                    }
                    batches++;
                }
        }
        finally
        {
            network.Mode = PassMode.Evaluation;
        }
        foreach (var (norm, sum) in norms.Zip(sums))
        {
            norm.Mean.copy_(sum.Mean.div(Scalars.Of(batches)));
            norm.Variance.copy_(sum.Variance.div(Scalars.Of(batches)));
        }
    }

    /// <summary>How many images that are: those asked, or all that there are.</summary>
    public static int Samples(RunContext run, RenewalRule rule)
    {
        var all = Math.Min(rule.Samples, run.Data.Train.Count);
        return all % rule.Batch == 1 ? all - 1 : all;
    }

    // Augmented and in the order of an epoch that training does not have; a last batch of one, of which a norm may see no variance, is left out.
    private static IEnumerable<LabeledBatch> Images(RunContext run, RenewalRule rule)
    {
        var left = Samples(run, rule);
        foreach (var batch in Batches.Training(run.Data.Train, run.Normalization, run.Cell.Seed, epoch: 0, rule.Batch, rule.Augmentation.Flip, rule.Augmentation.CropPadding, rule.Augmentation.ResizedCrop))
        {
            var count = (int)Math.Min(left, batch.Count); // read before the batch is disposed of by whoever gets it
            if (count == batch.Count) yield return batch;
            else
                using (batch)
                    yield return new LabeledBatch(batch.Inputs.narrow(0, 0, count), batch.Labels.narrow(0, 0, count));
            if ((left -= count) == 0) yield break;
        }
    }
}
