using Bench.Core;

namespace Bench.Tests.Core;

public sealed class MarkupTests
{
    [Theory]
    [InlineData(@"50% of $x_1 & {y}~^#\z", @"50\% of \$x\_1 \& \{y\}\textasciitilde{}\textasciicircum{}\#\textbackslash{}z")]
    [InlineData("[a]*", "{[}a{]}{*}")] // at the start of a row these would be options of the row before
    [InlineData("a---b''c,,d", "a-{}-{}-b'{}'c,{},d")]
    [InlineData("<b>|\"`", @"\textless{}b\textgreater{}\textbar{}{\char34}{\char96}")]
    [InlineData("Müller, Łódź, naïve, σ × 2", "M\\\"{u}ller, \\L{}\\'{o}d\\'{z}, na\\\"{\\i}ve, $\\sigma$ $\\times$ 2")]
    [InlineData("随🙂\n\u202E.", "\\benchletter{随}{U+968F}\\benchletter{🙂}{U+1F642} \\benchletter{\u202E}{U+202E}.")]
    public void Latex_shows_what_somebody_has_written(string text, string latex)
    {
        Assert.Equal(latex, LatexText.Escape(text));
        Assert.Equal(latex.Contains("benchletter", StringComparison.Ordinal), LatexText.NeedsDefinition(latex));
    }

    [Theory]
    [InlineData("a|b *c* _d_ `e` ~f~ $g$", @"a\|b \*c\* \_d\_ \`e\` \~f\~ \$g\$")]
    [InlineData("<script>alert(1)</script> &lt;", @"\<script\>alert(1)\</script\> \&lt;")]
    [InlineData("![x](http://y.z) www.w.v @me", @"!\[x\](http\://y.z) www\.w.v &#64;me")]
    [InlineData("- x", @"\- x")]
    [InlineData("12. x 1.5", @"12\. x 1.5")]
    [InlineData("# x\ny", @"\# x y")]
    [InlineData("+0.08", @"\+0.08")]
    [InlineData("  + x", @"  \+ x")]
    public void Markdown_shows_what_somebody_has_written(string text, string markdown) => Assert.Equal(markdown, MarkdownText.Escape(text));

    [Theory]
    [InlineData("+0.08", "+0.08")]
    [InlineData("-0.08 to +0.22", "-0.08 to +0.22")]
    [InlineData("1. # = - +", "1. # = - +")]
    [InlineData("a|b *c* _d_ `e` <script> [x](y) www.w.v", @"a\|b \*c\* \_d\_ \`e\` \<script\> \[x\](y) www\.w.v")]
    public void Markdown_in_a_cell_of_a_table_marks_only_what_is_a_mark_there(string text, string markdown) => Assert.Equal(markdown, MarkdownText.EscapeWithin(text));

    [Theory]
    [InlineData("<script>\"a\" & 'b'</script>", "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;")]
    [InlineData("随\u2028🙂", "随\u2028🙂")]
    public void Html_shows_what_somebody_has_written(string text, string html) => Assert.Equal(html, HtmlText.Escape(text));

    [Fact]
    public void Html_has_none_of_what_no_document_may_hold() => Assert.Equal("\ufffd\ufffd\ufffdx\ufffd", HtmlText.Escape("\u0000\u001b\ud800x\uffff"));
}
