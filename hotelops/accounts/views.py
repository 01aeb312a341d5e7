from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hotelops.api.schema import problem_response

from . import sessions, tokens
from .backends import PasswordBackend
from .models import Session, User
from .roles import IsMember
from .serializers import (
    LoginSerializer,
    MeSerializer,
    PasswordChangeSerializer,
    RefreshTokenSerializer,
    TokensSerializer,
)


class PublicView(APIView):
    """Open to everybody; an ``Authorization`` header, perhaps of an expired token, is not even read."""

    authentication_classes = ()
    permission_classes = ()

    def get_authenticate_header(self, request: Request) -> str:
        return "Bearer"


class LoginView(PublicView):
    @extend_schema(
        request=LoginSerializer,
        responses={200: TokensSerializer, **problem_response(401, "E-mail address or password is wrong.")},
    )
    def post(self, request: Request) -> Response:
        """Logs in with e-mail address and password."""
        return tokens_response(sessions.log_in(request, **validated(LoginSerializer, request)))


class RefreshView(PublicView):
    @extend_schema(
        request=RefreshTokenSerializer,
        responses={200: TokensSerializer, **problem_response(401, "Log in again.")},
    )
    def post(self, request: Request) -> Response:
        """Replaces the refresh token and gives a new access token.

        A client whose answer got lost repeats the request within 30 seconds and gets the same refresh token.
        """
        return tokens_response(sessions.refresh(**validated(RefreshTokenSerializer, request)))


class LogoutView(PublicView):
    @extend_schema(request=RefreshTokenSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Ends the session, access tokens included.

        Always 204, also for a token that is expired or means nothing: the client is logged out either way.
        """
        sessions.end(**validated(RefreshTokenSerializer, request))
        return Response(status=204)


class PasswordView(APIView):
    permission_classes = (IsMember,)

    @extend_schema(request=PasswordChangeSerializer, responses=TokensSerializer)
    def post(self, request: Request) -> Response:
        """Changes the password, ends every session of the user and logs this client in again."""
        passwords = validated(PasswordChangeSerializer, request)
        user = PasswordBackend().authenticate(
            request,
            cast(User, request.user).email,
            passwords["current_password"],
            device=cast(Session, request.auth).device,
        )
        if user is None:
            wrong = serializers.ErrorDetail("This is not your password.", "wrong_password")
            raise serializers.ValidationError({"currentPassword": [wrong]})
        return tokens_response(sessions.change_password(user, passwords["new_password"]))


class MeView(APIView):
    permission_classes = (IsMember,)

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """The user, with what a client needs at its start: the organisation's name and properties."""
        return Response(MeSerializer(cast(User, request.user)).data)


def validated(serializer_class: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    serializer = serializer_class(data=request.data, context={"request": request})
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def tokens_response(session: Session) -> Response:
    return Response(TokensSerializer(tokens.issue(session)).data, headers={"Cache-Control": "no-store"})
