using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Harness.Methods;

/// <summary>
/// REPAIR (Jordan et al., ICLR 2023): the outputs of every layer but the last get the standard deviation by channel that they have in the dense network, and
/// its mean where the layer has a bias. Statistics are those of each batch while it passes, so that each layer sees inputs that are repaired already; their
/// averages are folded into weights and biases. Channels without variance stay as they are.
/// </summary>
internal static class ChannelRepair
{
    /// <summary>Repairs in place; what is 0 stays 0.</summary>
    /// <param name="pruned">The network.</param>
    /// <param name="dense">The network as it was before pruning.</param>
    /// <param name="images">The same batches at every call; disposed of here.</param>
    public static void Apply(Network pruned, Network dense, Func<IEnumerable<LabeledBatch>> images)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var layers = pruned.Layers.Where(l => !l.IsOutput).ToList();
        var targets = layers.ToDictionary(l => l.Name, _ => new Moments(), StringComparer.Ordinal);
        Run(dense, images, targets, repair: null);
        var own = layers.ToDictionary(l => l.Name, _ => new Moments(), StringComparer.Ordinal);
        Run(pruned, images, own, repair: targets);
        var parameters = pruned.Parameters.ToDictionary(p => p.Name, p => p.Parameter, StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            var (scale, mean, target) = Factors(own[layer.Name].Mean, own[layer.Name].Deviation, targets[layer.Name]);
            var weight = parameters[layer.WeightName];
            weight.mul_(scale.view([-1, .. Enumerable.Repeat(1L, (int)weight.ndim - 1)]).to(float32));
            if (parameters.TryGetValue(layer.BiasName, out var bias)) bias.copy_(((bias.to(float64) - mean) * scale).add_(target, Scalars.One));
        }
    }

    private static void Run(Network network, Func<IEnumerable<LabeledBatch>> images, Dictionary<string, Moments> moments, Dictionary<string, Moments>? repair)
    {
        network.Mode = PassMode.Evaluation;
        using var watch = network.Body.Observe(moments.Keys, after: (layer, _, output) =>
        {
            var (mean, deviation) = moments[layer.Name].Add(output);
            if (repair is null) return output;
            var (scale, own, target) = Factors(mean, deviation, repair[layer.Name]);
            long[] shape = output.ndim == 4 ? [1, -1, 1, 1] : [.. Enumerable.Repeat(1L, (int)output.ndim - 1), -1];
            using (output)
            {
                var repaired = layer.Parameters.Count > 1 ? ((output - own.view(shape)) * scale.view(shape)).add_(target.view(shape), Scalars.One) : output * scale.view(shape);
                return repaired.to(float32);
            }
        });
        foreach (var batch in images())
            using (batch)
            using (NewDisposeScope())
                network.Forward(batch.Inputs);
    }

    private static (Tensor Scale, Tensor Mean, Tensor Target) Factors(Tensor mean, Tensor deviation, Moments target)
    {
        var scale = where(deviation.gt(Scalars.Of(0)).logical_and(target.Deviation.gt(Scalars.Of(0))), target.Deviation / deviation, ones_like(deviation));
        return (scale, mean, target.Mean);
    }

    /// <summary>Averages over batches of mean and standard deviation by channel (C), fp64.</summary>
    private sealed class Moments
    {
        private Tensor? mean, deviation;
        private int batches;

        public Tensor Mean => mean!.div(Scalars.Of(batches));
        public Tensor Deviation => deviation!.div(Scalars.Of(batches));

        /// <summary>Adds the moments of outputs (N, C), (N, T, C) or (N, C, H, W), and returns them.</summary>
        public (Tensor Mean, Tensor Deviation) Add(Tensor output)
        {
            long[] others = output.ndim == 4 ? [0, 2, 3] : [.. Enumerable.Range(0, (int)output.ndim - 1).Select(d => (long)d)];
            var values = output.to(float64);
            var (center, spread) = (values.mean(others), values.std(others, unbiased: false));
            mean = mean is null ? center.clone().MoveToOuterDisposeScope() : mean.add_(center, Scalars.One);
            deviation = deviation is null ? spread.clone().MoveToOuterDisposeScope() : deviation.add_(spread, Scalars.One);
            batches++;
            return (center, spread);
        }
    }
}
