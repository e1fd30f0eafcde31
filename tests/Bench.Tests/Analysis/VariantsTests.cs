using Bench.Analysis;

namespace Bench.Tests.Analysis;

/// <summary>How settings that differ in a part are told apart.</summary>
public sealed class VariantsTests
{
    [Fact]
    public void A_single_setting_needs_no_name() => Assert.Equal([""], Variants.Names(["""{"precision":"fp32"}"""]));

    [Fact]
    public void Settings_are_named_by_what_differs() => Assert.Equal(
        ["precision bf16", "precision fp32"],
        Variants.Names(["""{"precision":"bf16","retraining":{"epochs":2}}""", """{"precision":"fp32","retraining":{"epochs":2}}"""]));

    [Fact]
    public void Labels_of_recipes_say_more_than_their_numbers() => Assert.Equal(
        ["he-cifar", "quick-tune"],
        Variants.Names(
        [
            """{"retraining":{"name":"he-cifar","batch":128,"epochs":2,"optimizer":{"name":"sgd"}}}""",
            """{"retraining":{"name":"quick-tune","batch":64,"epochs":3,"optimizer":{"name":"sgd"}}}""",
        ]));

    [Fact]
    public void Settings_that_differ_in_much_get_letters() => Assert.Equal(
        ["setting A", "setting B"],
        Variants.Names(["""{"a":1,"b":2,"c":3}""", """{"a":2,"b":3,"c":4}"""]));
}
