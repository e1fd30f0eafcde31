using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// |w · n_c|, n_c being the norm of the layer's input channel c over all scoring samples, as ShrinkBench has it: of a
/// convolution (1/HW) Σ_hw |mean over samples of a|, of a linear layer |mean over samples of a|, of tokens their mean. A bias, where it is
/// prunable, scores |b| · mean_c(n), for convolutions without the 1/HW.
/// </summary>
public sealed class ActivationCriterion : ICriterion
{
    public string Name => "activation";
    public string Title => "|w·n|: the weight times the norm of its input channel's mean activation";
    public string Source => "Blalock et al., What is the state of neural network pruning?, MLSys 2020 (ShrinkBench)";
    public bool NeedsData => true;

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        using var _ = no_grad();
        var norms = Norms(context);
        return [.. context.Tensors.Select(t => Score(t, context.Parameter(t), norms[t.Layer.Name]))];
    }

    /// <summary>The score of a weight or bias, given the norms (C) of its layer's input channels.</summary>
    public static Tensor Score(PrunableTensor tensor, Tensor parameter, Tensor norms)
    {
        var layer = tensor.Layer;
        var pixels = layer.Input.Height * layer.Input.Width;
        return tensor.IsBias ? parameter.mul(norms.mean().mul(Scalars.Of(pixels))).abs_() : parameter.mul(AlongWeight(layer, norms)).abs_();
    }

    /// <summary>
    /// The norms (C) of each scored layer's input channels over all scoring samples, by the layer's name.
    /// </summary>
    public static IReadOnlyDictionary<string, Tensor> Norms(ScoringContext context)
    {
        var sums = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var scored = context.Tensors.Select(t => t.Layer.Name).ToHashSet(StringComparer.Ordinal);
        using var watch = context.Network.Body.Observe(scored, before: (operation, input) =>
        {
            var sum = input.sum(0L);
            if (sums.TryGetValue(operation.Name, out var sofar)) sofar.add_(sum, Scalars.One);
            else sums[operation.Name] = sum.MoveToOuterDisposeScope();
        });
        foreach (var batch in context.Batches)
        {
            using var scope = NewDisposeScope();
            context.Network.Forward(batch.Inputs);
        }
        return sums.ToDictionary(s => s.Key, s => Norm(s.Value.div(Scalars.Of(context.Samples))), StringComparer.Ordinal);
    }

    // (C, H, W), (C) or, of tokens, (T, C) -> (C)
    private static Tensor Norm(Tensor mean) => mean.ndim switch
    {
        3 => mean.abs().mean([1, 2]),
        2 => mean.abs().mean([0]),
        _ => mean.abs(),
    };

    // (C) -> what multiplies a weight (out, in) or (out, in ÷ groups, kh, kw): the channels that each output reads.
    private static Tensor AlongWeight(LayerInfo layer, Tensor norms) => layer.Kind == LayerKind.Linear
        ? norms
        : norms.view(layer.Groups, -1).repeat_interleave(layer.WeightShape[0] / layer.Groups, 0).unsqueeze(-1).unsqueeze(-1);
}
