using Bench.Core;

namespace Bench.Tests.Core;

public sealed class CodePointOrderTests
{
    /// <summary>As Python's <c>sorted</c> has them.</summary>
    private static readonly string[] Sorted = ["", "Z", "a", "a\uffee", "a😀", "e\u0301", "z", "\u00e9", "\ue000x", "\ufb01sh", "\uff21", "😀", "\U00020000a"];

    [Fact]
    public void Texts_are_in_the_order_of_Python()
    {
        Assert.Equal(Sorted, Sorted.Reverse().Order(CodePointOrder.Comparer));
        Assert.NotEqual(Sorted, Sorted.Order(StringComparer.Ordinal));
        Assert.Equal(0, CodePointOrder.Comparer.Compare("a😀", "a😀"));
    }
}
