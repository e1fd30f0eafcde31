using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>The largest of each window: (N, C, H, W) → (N, C, H', W').</summary>
internal sealed record MaxPool(int Side, int Stride) : Operation
{
    /// <summary>On either side, at most half a window.</summary>
    public int Padding { get; init; }

    public override bool GivesAway => true;

    /// <summary>Whether <see cref="RectifiedPool"/> does it.</summary>
    internal bool IsHalving => (Side, Stride, Padding) == (2, 2, 0);

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => Windows.Of(inputs[0], Side, Stride, Padding);

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.max_pool2d(inputs[0], Side, Stride, Padding);
}

/// <summary>The mean of each window: (N, C, H, W) → (N, C, H', W').</summary>
internal sealed record AveragePool(int Side, int Stride) : Operation
{
    public override bool GivesAway => true;

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => Windows.Of(inputs[0], Side, Stride, 0);

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.avg_pool2d(inputs[0], Side, Stride);
}

/// <summary>The means of side × side windows that cover the input evenly, wherever it is not a multiple overlapping: (N, C, H, W) → (N, C, side, side).</summary>
internal sealed record AveragePoolTo(int Side) : Operation
{
    internal override bool IsView(InputShape input) => (input.Height, input.Width) == (Side, Side);

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => new(inputs[0].Channels, Side, Side);

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) =>
        inputs[0].shape is [_, _, var height, var width] && (height, width) == (Side, Side) ? inputs[0].alias() : nn.functional.adaptive_avg_pool2d(inputs[0], [Side, Side]);
}

/// <summary>The mean over all pixels: (N, C, H, W) → (N, C).</summary>
internal sealed record PixelMean : Operation
{
    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => new(inputs[0].Channels, 1, 1);

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].mean([2, 3]);
}

internal static class Windows
{
    public static InputShape Of(InputShape input, int side, int stride, int padding)
    {
        var (height, width) = (Count(input.Height), Count(input.Width));
        return height > 0 && width > 0 ? new(input.Channels, height, width) : throw new ArgumentException($"windows of {side}×{side} are larger than the input {input}", nameof(input));

        int Count(int size) => size + 2 * padding < side ? 0 : (size + 2 * padding - side) / stride + 1;
    }
}
