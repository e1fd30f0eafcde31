using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>
/// Scaled dot-product attention (Vaswani et al., NeurIPS 2017) of queries, keys and values that lie one after the other, head after head: (N, T, 3 · C) →
/// (N, T, C). All channels of a head go together.
/// </summary>
internal sealed record HeadProducts(int HeadSize) : Operation
{
    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0].Rank == 2 && inputs[0].Channels % (3 * HeadSize) == 0
        ? inputs[0].With(1, inputs[0].Channels / 3)
        : throw new ArgumentException($"{inputs[0]} are not queries, keys and values of heads of {HeadSize}", nameof(inputs));

    // QKᵀ and what its softmax makes of V.
    public override long ProductMacs(IReadOnlyList<ValueShape> inputs) => 2L * inputs[0].Height * inputs[0].Height * (inputs[0].Channels / 3);

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var scope = NewDisposeScope();
        var (samples, tokens, channels) = (inputs[0].shape[0], inputs[0].shape[1], inputs[0].shape[2] / 3);
        var heads = inputs[0].view(samples, tokens, 3, channels / HeadSize, HeadSize).permute(2, 0, 3, 1, 4); // (3, N, heads, T, size)
        var scores = heads[0].matmul(heads[1].transpose(2, 3)).mul(Scalars.Of(1 / Math.Sqrt(HeadSize)));      // (N, heads, T, T)
        return scores.softmax(3).matmul(heads[2]).transpose(1, 2).reshape(samples, tokens, channels).MoveToOuterDisposeScope();
    }

    // A token depends on the values of all, and on queries and keys where they meet.
    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var scope = NewDisposeScope();
        var (samples, tokens, channels) = (inputs[0].shape[0], inputs[0].shape[1], inputs[0].shape[2] / 3);
        var heads = inputs[0].view(samples, tokens, 3, channels / HeadSize, HeadSize).permute(2, 0, 3, 1, 4);
        var shares = heads[0].matmul(heads[1].transpose(2, 3)).sum([3L], true).add(Scalars.One).expand(samples, channels / HeadSize, tokens, tokens);
        return shares.matmul(heads[2]).transpose(1, 2).reshape(samples, tokens, channels).MoveToOuterDisposeScope();
    }

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output)
    {
        var input = units.ChannelsOf(inputs[0]);
        var channels = input.Length / 3;
        foreach (var (i, channel) in input.Index()) units.Tie(channel, input[i % channels / HeadSize * HeadSize]);
        return UnitFlow.Along(output, 1, input[..channels]);
    }
}
