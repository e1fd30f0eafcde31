namespace Bench.Figures.Report;

/// <summary>What others have said, as a sentence of the page.</summary>
internal static class Sentence
{
    /// <summary>The text with one full stop at its end, whether or not it has one.</summary>
    public static string Of(string text) => text.EndsWith('.') ? text : $"{text}.";
}
