using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Learned numbers of tokens, (1, T, C) for some T tokens of C features, which go as the features go. Its parameter has its name.</summary>
internal abstract record Embedding(int Features) : Operation
{
    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output)
    {
        var channels = units.ChannelsOf(inputs[0]);
        units.Tell(Name, ChannelSide.Embedding, channels);
        return UnitFlow.Along(output, 1, channels, inputs[0].Strands.All(s => s.Vanishes));
    }

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output) => this with { Features = output.Left.Channels };

    internal override IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<KeptElements> inputs, KeptElements output) => [null, null, output.Channels];
}

/// <summary>A learned token before all others: (N, T, C) → (N, 1 + T, C) (Dosovitskiy et al., ICLR 2021). Its parameter has its name.</summary>
internal sealed record ClassToken(int Features) : Embedding(Features)
{
    public override IReadOnlyList<TensorInfo> Parameters => [new(Name, [1, 1, Features], StartValue.Embedding)];

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0] is { Rank: 2 } tokens && tokens.Channels == Features
        ? tokens.With(0, 1 + tokens.Height)
        : throw new ArgumentException($"token '{Name}' stands before tokens of {Features} features, not before {inputs[0]}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var token = state.Parameter(0)!.expand(inputs[0].shape[0], -1, -1);
        return cat([token, inputs[0]], 1);
    }

    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var nothing = zeros_like(inputs[0].narrow(1, 0, 1));
        return cat([nothing, inputs[0]], 1);
    }
}

/// <summary>Adds learned numbers, of each token its own: (N, T, C) → the same (Dosovitskiy et al., ICLR 2021). Its parameter has its name.</summary>
internal sealed record PositionEmbedding(int Tokens, int Features) : Embedding(Features)
{
    public override IReadOnlyList<TensorInfo> Parameters => [new(Name, [1, Tokens, Features], StartValue.Embedding)];

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0].Sizes is [var tokens, var features] && (tokens, features) == (Tokens, Features)
        ? inputs[0]
        : throw new ArgumentException($"position embedding '{Name}' takes {Tokens} tokens of {Features} features, not {inputs[0]}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].add(state.Parameter(0)!, Scalars.One);

    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].clone();
}
