using Bench.Core;

namespace Bench.Tests.Core;

/// <summary>What a user is told of a name that does not exist.</summary>
public sealed class NamesTests
{
    private static readonly string[] Models = ["resnet20", "resnet110", "vgg16-bn"];

    [Theory]
    [InlineData("resnet2", "resnet20")]
    [InlineData("RESNET20", "resnet20")]
    [InlineData("restne20", "resnet20")]
    [InlineData("vgg16", "vgg16-bn")]
    [InlineData("VGG16_BN", "vgg16-bn")]
    [InlineData("ResNet-20", "resnet20")]
    [InlineData("resnet200", "resnet20")]
    public void The_nearest_name_is_suggested(string written, string meant) => Assert.Equal(meant, Names.Nearest(written, Models));

    [Theory]
    [InlineData("Lenet5", "lenet5")]
    [InlineData("LeNet", "lenet")]
    [InlineData("lenet-300", "lenet-300-100")]
    public void The_same_name_in_other_letters_comes_before_one_that_it_only_resembles(string written, string meant) =>
        Assert.Equal(meant, Names.Nearest(written, ["lenet-300-100", "lenet", "lenet5"]));

    [Theory]
    [InlineData("batch_norm", "batch-norm", true)]
    [InlineData("batchNorm", "batch-norm", true)]
    [InlineData("batch-norms", "batch-norm", false)]
    [InlineData("--", "", false)]
    public void Case_and_separators_make_no_other_name(string one, string other, bool same) => Assert.Equal(same, Names.Same(one, other));

    [Fact]
    public void What_is_written_is_repeated_on_one_line_and_not_at_length()
    {
        Assert.Equal("'a b'", Names.Quoted("a\nb\n"));
        Assert.Equal($"'{new string('x', 30)}...{new string('x', 15)}'", Names.Quoted(new string('x', 1000)));
    }

    [Fact]
    public void Nothing_is_suggested_where_nothing_is_near() => Assert.Null(Names.Nearest("transformer", Models));

    [Fact]
    public void The_message_names_all_that_are_valid() => Assert.Equal(
        "unknown model 'resnet21': did you mean 'resnet20'? (valid: resnet20, resnet110, vgg16-bn)", Names.Unknown("model", "resnet21", Models));
}
