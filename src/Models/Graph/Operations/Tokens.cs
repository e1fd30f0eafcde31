using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Each pixel a token, row after row: (N, C, H, W) → (N, H · W, C).</summary>
internal sealed record ToTokens : Operation
{
    internal override bool IsView(InputShape input) => true;

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => new(inputs[0].Channels, inputs[0].Height * inputs[0].Width, 1);

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var rows = inputs[0].flatten(2);
        return rows.transpose(1, 2);
    }
}

/// <summary>The first token alone: (N, T, C) → (N, C).</summary>
internal sealed record FirstToken : Operation
{
    internal override bool IsView(InputShape input) => true;

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => inputs[0] with { Height = 1 };

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].select(1, 0);
}
