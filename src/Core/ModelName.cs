using System.Globalization;

namespace Bench.Core;

/// <summary>A model's name: that of a catalogue and, after <c>@width=</c>, the multiplier of its hidden layers' widths, such as <c>resnet20@width=0.5</c>.</summary>
/// <param name="Bare">Of the catalogue.</param>
/// <param name="Width">1 where the name has none.</param>
public sealed record ModelName(string Bare, double Width)
{
    private const char At = '@';
    private const string Mark = "@width=";

    /// <summary>The largest multiplier: beyond it one is a slip of the pen.</summary>
    public const int Widest = 16;

    /// <summary>Takes a name apart; <c>@width=1</c> says nothing.</summary>
    /// <exception cref="UserError">What follows the @ is no width.</exception>
    public static ModelName Of(string name)
    {
        var at = name.IndexOf(At, StringComparison.Ordinal);
        if (at < 0) return new(name, 1);
        var bare = name[..at];
        if (!name.AsSpan(at).StartsWith(Mark)) throw new UserError($"model '{name}': what follows {bare} must be a width, such as {bare}{Mark}0.5");
        var text = name[(at + Mark.Length)..];
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var width) && width is > 0 and <= Widest && Text(width) != "0"
            ? WithWidth(bare, width)
            : throw new UserError($"model '{name}': the width '{text}' must be a number above 0 and at most {Widest}, such as {bare}{Mark}0.5");
    }

    /// <summary>With a width as its name will say it, in at most 15 digits.</summary>
    public static ModelName WithWidth(string bare, double width) => new(bare, double.Parse(Text(width), CultureInfo.InvariantCulture));

    /// <summary>As it was written, but one way of writing only: without zeros at the end, and without a width of 1.</summary>
    public override string ToString() => Width == 1 ? Bare : Bare + Mark + Text(Width);

    private static string Text(double width) => ((decimal)width).ToString("0.############################", CultureInfo.InvariantCulture);
}
