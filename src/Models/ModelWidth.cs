using System.Globalization;
using Bench.Core;

namespace Bench.Models;

/// <summary>The width multiplier in a model's name, such as 0.5 in <c>resnet20@width=0.5</c>.</summary>
internal static class ModelWidth
{
    public const string Mark = "@width=";

    /// <summary>No wider: beyond it a multiplier is a slip of the pen.</summary>
    public const double Most = 16;

    /// <summary>The width of a name that has an @ at <paramref name="mark"/>.</summary>
    /// <exception cref="UserError">It is no width; one line says so.</exception>
    public static double Read(string name, int mark)
    {
        if (!name.AsSpan(mark).StartsWith(Mark)) throw new UserError($"model '{name}': what follows '{name[..mark]}' must be a width, such as {name[..mark]}{Mark}0.5");
        var text = name.AsSpan(mark + Mark.Length);
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var width) && width <= Most && Text(width) != "0"
            ? width
            : throw new UserError($"model '{name}': the width '{text}' must be a number above 0 and at most {Most}, such as {name[..mark]}{Mark}0.5");
    }

    /// <summary>As a name has it: without an exponent.</summary>
    public static string Text(double width) => ((decimal)width).ToString("0.############################", CultureInfo.InvariantCulture);

    public static double Of(string number) => double.Parse(number, CultureInfo.InvariantCulture);
}
