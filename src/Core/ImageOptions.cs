namespace Bench.Core;

/// <summary>How the pictures of a folder become images of one size.</summary>
public sealed record ImageOptions
{
    /// <summary>What <see cref="Size"/> may be.</summary>
    public const int Largest = 1024;

    /// <summary>Height and width of what comes out: cut from the middle.</summary>
    public required int Size { get; init; }

    /// <summary>What the shorter side of a picture is resized to before; at least <see cref="Size"/>.</summary>
    public required int Resize { get; init; }

    /// <summary>One channel, the luma, instead of red, green and blue.</summary>
    public bool Grey { get; init; }

    /// <summary>What becomes of a file that cannot be decoded: <c>stop</c> (a mistake that names it) or <c>skip</c> (left out, counted and warned of).</summary>
    public string Corrupt { get; init; } = "stop";

    /// <summary>Of what comes out.</summary>
    public InputShape Shape => new(Grey ? 1 : 3, Size, Size);
}
