namespace Bench.Core;

/// <summary>The shape of one input sample: channels × height × width, in pixels.</summary>
public sealed record InputShape(int Channels, int Height, int Width)
{
    /// <summary>Values in one sample.</summary>
    public int Size => Channels * Height * Width;

    /// <inheritdoc/>
    public override string ToString() => $"{Channels}×{Height}×{Width}";
}
