namespace Bench.Core;

/// <summary>Text of files as it may stand in a line of a terminal.</summary>
public static class PlainLine
{
    /// <summary>The text with a blank for each control character, line ends and escape sequences' beginnings among them.</summary>
    public static string Of(string text) => text.Any(IsControl) ? string.Concat(text.Select(letter => IsControl(letter) ? ' ' : letter)) : text;

    private static bool IsControl(char letter) => char.IsControl(letter) || letter is '\u2028' or '\u2029';
}
