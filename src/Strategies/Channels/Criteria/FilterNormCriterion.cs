using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// The p-norm of the weights that give a unit its channels, of each layer that does: Σ|w| (Li et al., "Pruning filters for efficient ConvNets", ICLR 2017) or
/// √Σw². Biases do not count. Where layers are coupled, one of them decides (Li et al., section 3.3, where the filters of a block's last layer go with those of its
/// shortcut): the first that gives the channels.
/// </summary>
/// <param name="power">1 or 2.</param>
public sealed class FilterNormCriterion(int power) : IChannelCriterion
{
    public string Name => power == 1 ? "l1-norm" : "l2-norm";
    public string Title => power == 1 ? "Σ|w|: the L1 norm of the filters that give the channel" : "√Σw²: the L2 norm of the filters that give the channel";
    public string Source => power == 1
        ? "Li et al., Pruning filters for efficient ConvNets, ICLR 2017"
        : "Li et al., ICLR 2017, with the L2 norm of He et al., Soft filter pruning, IJCAI 2018";
    public bool NeedsData => false;
    public string Combination => ChannelCombination.First;

    public IReadOnlyList<Tensor> Score(ChannelScoring context)
    {
        using var _ = no_grad();
        return [.. context.Groups.Select(g => stack([.. g.Givers().Select(m => Norm(context.OfUnits(m, context.Weight(m.Layer)).to(ScalarType.Float64)))]))];
    }

    private Tensor Norm(Tensor filters) => power == 1 ? filters.abs().sum(1) : filters.Squared().sum(1).sqrt();
}
