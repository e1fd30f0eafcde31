using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// w · ∂R/∂w, R being the sum of the outputs for one input of ones once every parameter and buffer is replaced by its absolute value: the flow through all
/// paths that lead over the weight. Evaluation mode, fp64, no data (Tanaka et al., "Pruning neural networks without any data by iteratively conserving
/// synaptic flow", NeurIPS 2020, and its code, ganguli-lab/Synaptic-Flow). Where an earlier cut has pruned weights, nothing flows through them.
/// </summary>
public sealed class SynFlowCriterion : ICriterion
{
    public string Name => "synflow";
    public string Title => "w·∂R/∂w: the synaptic flow through the weight, R = Σ outputs of the network of absolute values for an input of ones";
    public string Source => "Tanaka et al., Pruning neural networks without any data (SynFlow), NeurIPS 2020";
    public bool NeedsData => false;

    public (long Forward, long Backward) Passes(OptionValues options, long samples, long batches, int layers) => (1, 1);

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        using var twin = new DoubleTwin(context.Network);
        twin.Eval();
        using (no_grad())
            foreach (var (_, tensor) in twin.State)
                if (tensor.is_floating_point()) tensor.abs_();
        var input = context.Network.Input;
        using (enable_grad())
        using (NewDisposeScope())
        {
            var ones = torch.ones(1, input.Channels, input.Height, input.Width, dtype: ScalarType.Float64, device: context.Network.Device.Place);
            twin.Forward(ones).sum().backward();
        }
        using var _ = no_grad();
        return [.. context.Tensors.Select(twin.Parameter).Select(p => p.mul(p.grad!).abs_())];
    }
}
