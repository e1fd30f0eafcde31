using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>(N, C, H, W) → (N, C · H · W), channel after channel.</summary>
internal sealed record Flatten : Operation
{
    // Values lie channels-last.
    internal override bool IsView(InputShape input) => input.Channels == 1 || input.Height * input.Width == 1;

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => new(inputs[0].Size, 1, 1);

    /// <exception cref="ArgumentException">Tokens, whose features would lie one token after the other.</exception>
    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) =>
        inputs[0].ndim == 3 ? throw new ArgumentException("flatten takes maps, not tokens: take the first token", nameof(inputs)) : inputs[0].flatten(1);

    internal override int[] Couple(ChannelUnits units, IReadOnlyList<int[]> inputs, IReadOnlyList<InputShape> shapes) =>
        [.. inputs[0].SelectMany(c => Enumerable.Repeat(c, shapes[0].Height * shapes[0].Width))];
}

/// <summary>Channels of zeros before and behind: (N, C, H, W) → (N, before + C + behind, H, W). Where they meet others in a sum, they go with those.</summary>
internal sealed record PadChannels(int Before, int Behind) : Operation
{
    public override bool GivesAway => true;

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs) => inputs[0] with { Channels = Before + inputs[0].Channels + Behind };

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.pad(inputs[0], [0, 0, 0, 0, Before, Behind]);

    internal override int[] Couple(ChannelUnits units, IReadOnlyList<int[]> inputs, IReadOnlyList<InputShape> shapes) => [.. units.New(Before), .. inputs[0], .. units.New(Behind)];

    internal override Operation Narrow(IReadOnlyList<bool[]> inputs, bool[] output) => new PadChannels(output[..Before].Count(k => k), output[^Behind..].Count(k => k));
}
