using Bench.Figures;

namespace Bench.Tests.Figures;

public sealed class FigureLettersTests
{
    [Theory]
    [InlineData("global-magnitude", "")]
    [InlineData("größte Gewichte – naïve", "")]
    [InlineData("深度-2 深", "深 度")]
    [InlineData("fast 🚀", "🚀")]
    [InlineData("family 👩‍👧", "👩 👧")]
    public void The_letters_that_the_font_lacks_are_named_once(string text, string lacking) =>
        Assert.Equal(lacking, string.Join(' ', FigureLetters.Lacking(text)));
}
