using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>A learned token before all others: (N, T, C) → (N, 1 + T, C) (Dosovitskiy et al., ICLR 2021). Its parameter has its name.</summary>
internal sealed record ClassToken(int Features) : Operation
{
    public override IReadOnlyList<TensorInfo> Parameters => [new(Name, [1, 1, Features], StartValue.Embedding)];

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => inputs[0] with { Height = 1 + inputs[0].Height };

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var token = state.Parameter(0)!.expand(inputs[0].shape[0], -1, -1);
        return cat([token, inputs[0]], 1);
    }

    internal override int[] Couple(ChannelUnits units, IReadOnlyList<int[]> inputs, IReadOnlyList<InputShape> shapes)
    {
        units.Tell(Name, ChannelSide.Embedding, inputs[0]);
        return inputs[0];
    }

    internal override Operation Narrow(IReadOnlyList<bool[]> inputs, bool[] output) => this with { Features = output.Count(k => k) };

    internal override IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<bool[]> inputs, bool[] output) => [null, null, output];
}

/// <summary>Adds learned numbers, of each token its own: (N, T, C) → the same (Dosovitskiy et al., ICLR 2021). Its parameter has its name.</summary>
internal sealed record PositionEmbedding(int Tokens, int Features) : Operation
{
    public override IReadOnlyList<TensorInfo> Parameters => [new(Name, [1, Tokens, Features], StartValue.Embedding)];

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => inputs[0] == new InputShape(Features, Tokens, 1)
        ? inputs[0]
        : throw new ArgumentException($"position embedding '{Name}' takes {Tokens} tokens of {Features} features, not {inputs[0]}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].add(state.Parameter(0)!, Scalars.One);

    internal override int[] Couple(ChannelUnits units, IReadOnlyList<int[]> inputs, IReadOnlyList<InputShape> shapes)
    {
        units.Tell(Name, ChannelSide.Embedding, inputs[0]);
        return inputs[0];
    }

    internal override Operation Narrow(IReadOnlyList<bool[]> inputs, bool[] output) => this with { Features = output.Count(k => k) };

    internal override IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<bool[]> inputs, bool[] output) => [null, null, output];
}
